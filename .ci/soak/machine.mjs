// Whether the machine has other things to do: then instances and database are slow, and no fault of the soak did it.
import { readFileSync } from 'node:fs';

/** The share of the last ten seconds, in percent, in which something was ready to run and did not. A soak alone is far below. */
const BUSY_PERCENT = 80;
const EVERY_MILLISECONDS = 1000;

/** Looks at the machine each second, by the pressure that Linux tells, until the process ends. Without it, nothing is known. */
export function watchMachine() {
  const busy = [];
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    if (pressurePercent() > BUSY_PERCENT) busy.push(performance.now());
  }, EVERY_MILLISECONDS);
  timer.unref();
  return {
    /** The pressure is of the last ten seconds, so it is told late. */
    isBusy: ({ from }) => busy.some((at) => at >= from - 10_000),
    percent: () => Math.round((100 * busy.length) / Math.max(1, looks)),
  };
}

function pressurePercent() {
  try {
    return Number(/^some avg10=([\d.]+)/.exec(readFileSync('/proc/pressure/cpu', 'utf8'))[1]);
  } catch {
    return 0;
  }
}
