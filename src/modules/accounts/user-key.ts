/** Texts that differ in case alone are the same account's address, and are found by the same search. */
export function keyOf(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
