// A random key of 32 bytes looks like one of these less than once in 10^12 times.
const MIN_DISTINCT_BYTES = 12;
const MIN_DISTINCT_STEPS = 8;

/**
 * True if 32 bytes are obviously not random: few different ones, a pattern that repeats, bytes that count up or down, or
 * text.
 */
export function isGuessable(key: Buffer): boolean {
  const steps = new Set(Array.from(key.subarray(1), (byte, index) => (byte - (key[index] ?? 0)) & 255));
  return (
    new Set(key).size < MIN_DISTINCT_BYTES ||
    steps.size < MIN_DISTINCT_STEPS ||
    key.subarray(key.length / 2).equals(key.subarray(0, key.length / 2)) ||
    key.every((byte) => byte >= 0x20 && byte < 0x7f)
  );
}
