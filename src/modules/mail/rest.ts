export interface Rest {
  /** The server could not be reached: twice as long a rest as after the last time. */
  begin(): void;
  /** It works again. */
  end(): void;
  /** True from the first failure until it works again. */
  hasFailed(): boolean;
  isOn(): boolean;
}

/** While a mail server cannot be reached, one mail at a time finds out, and the others wait. */
export function createRest(maxSeconds: number): Rest {
  let seconds = 0;
  let until = 0;
  return Object.freeze({
    begin: () => {
      // Of several that fail at once, one counts.
      if (performance.now() < until) return;
      seconds = Math.min(maxSeconds, seconds === 0 ? 1 : 2 * seconds);
      until = performance.now() + seconds * 1000;
    },
    end: () => {
      seconds = 0;
      until = 0;
    },
    hasFailed: () => seconds > 0,
    isOn: () => performance.now() < until,
  } satisfies Rest);
}
