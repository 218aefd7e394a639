/** What is wrong with a piece of a test file, and how to fix it. Where it stands is said by who reads the file. */
export class Misreading extends Error {
  override readonly name = 'Misreading';
}
