export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Each of `sides` once a round, in turn, the first of them another each time; the median of each, and of their ratio. */
export async function inTurns(rounds, sides) {
  const names = Object.keys(sides);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < names.length; index += 1) {
      const name = names[(index + round) % names.length];
      results[name].push(await sides[name]());
    }
  }
  return {
    of: (name) => median(results[name]),
    /** Of the values of one round each, so that a slow minute of the machine stands on both sides. */
    ratio: (above, below) => median(results[above].map((value, round) => value / results[below][round])),
    results,
  };
}

export const round = (value, digits = 2) => Number(value.toFixed(digits));
