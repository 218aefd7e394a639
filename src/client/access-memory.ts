/** An access token, and for how long it is good. */
export interface HeldAccess {
  readonly token: string;
  /** Milliseconds that are left of it. */
  left(): number;
  /** Soon over: time for the next. */
  isDue(): boolean;
}

const MARGIN_MILLISECONDS = 30_000;
const MARGIN_SHARE = 0.2;

/**
 * Its lifetime is what the server said, counted from the moment when it was asked for. So it does not matter what time this
 * device thinks it is. While a device sleeps one of its two clocks may stand still; the other one counts then.
 */
export function holdAccess(token: string, milliseconds: number, since: Stopwatch): HeldAccess {
  const margin = Math.min(MARGIN_MILLISECONDS, milliseconds * MARGIN_SHARE);
  const left = () => milliseconds - since();
  return { token, left, isDue: () => left() <= margin };
}

/** Milliseconds since it was started. */
export type Stopwatch = () => number;

export function startStopwatch(clock: () => number): Stopwatch {
  const [begin, beginOfClock] = [performance.now(), clock()];
  return () => Math.max(performance.now() - begin, clock() - beginOfClock);
}
