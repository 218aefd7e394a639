/** One that is not empty. */
export function median(values: readonly number[]): number;

/** Of five pairs or more. */
export function pairedRatio(pairs: readonly (readonly [number, number])[]): {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
};

export function studentT975(degrees: number): number;
