// So no answer waits long for the work on others that were read in the same turn.
const MAX_WAITING = 16;
const MAX_MILLISECONDS = 1;

/** Calls `write` soon: with the others of this turn of the event loop, at its end. */
export type WriteTogether = (write: () => void) => void;

/**
 * Answers that are ready in the same turn of the event loop are written right after one another. Written one by one
 * between the work on others, each finds a client that sleeps, and waking it costs more than a whole small request. None
 * waits for more than 15 others, nor beyond the first that becomes ready a millisecond later.
 *
 * @param now milliseconds, which only go forward
 */
export function createWriteTogether(now: () => number = () => performance.now()): WriteTogether {
  let waiting: (() => void)[] = [];
  let since = 0;
  const writeAll = () => {
    const writes = waiting;
    waiting = [];
    for (const write of writes) write();
  };
  return (write) => {
    waiting.push(write);
    if (waiting.length === 1) {
      since = now();
      setImmediate(writeAll);
    } else if (waiting.length >= MAX_WAITING || now() - since >= MAX_MILLISECONDS) writeAll();
  };
}
