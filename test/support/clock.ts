/** A clock that goes only when told. */
export interface TestClock {
  readonly now: () => number;
  advance(seconds: number): void;
}

export function createTestClock(start = Date.parse('2026-01-31T12:00:00.000Z')): TestClock {
  let milliseconds = start;
  return Object.freeze({
    now: () => milliseconds,
    advance: (seconds: number) => {
      milliseconds += seconds * 1000;
    },
  });
}
