const COUNT = 256;

/**
 * A map in 256 parts. A map of a million moves all of them when it grows or shrinks, and everything else waits for 100
 * ms; a part does it in less than one.
 */
export interface Shards<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  readonly parts: readonly Map<string, V>[];
}

export function createShards<V>(): Shards<V> {
  const first = new Map<string, V>();
  const parts = [first, ...Array.from({ length: COUNT - 1 }, () => new Map<string, V>())];
  const partOf = (key: string) => parts[indexOf(key)] ?? first;
  return Object.freeze({
    get: (key: string) => partOf(key).get(key),
    set: (key: string, value: V) => void partOf(key).set(key, value),
    parts,
  });
}

/** By the last two characters: our ids end in random hexadecimal digits. */
function indexOf(key: string): number {
  return ((digit(key.charCodeAt(key.length - 2)) << 4) | digit(key.charCodeAt(key.length - 1))) & (COUNT - 1);
}

/** The value of a hexadecimal digit, and some number for any other character, or none. */
function digit(code: number): number {
  return (code & 15) + (code >> 6) * 9;
}
