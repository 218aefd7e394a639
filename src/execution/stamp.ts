/** A text that is written often, as UTF-8: four bytes at a time, of which the last few may be too many. */
export interface Stamp {
  readonly words: Int32Array;
  readonly length: number;
}

export function stampOf(text: string): Stamp {
  const length = Buffer.byteLength(text);
  const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
  padded.write(text);
  return { words: Int32Array.from({ length: padded.length / 4 }, (_, index) => padded.readInt32LE(index * 4)), length };
}
