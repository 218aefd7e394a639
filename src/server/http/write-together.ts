// So no answer waits long for the work on others that were read in the same turn.
const MAX_WAITING = 16;
const MAX_MILLISECONDS = 1;

/** Has an answer written soon: with the others of this turn of the event loop, at its end. */
export type WriteTogether<TAnswer> = (answer: TAnswer) => void;

export interface WriteTogetherOptions<TAnswer> {
  readonly write: (answer: TAnswer) => void;
  /** Told of an answer that `write` threw for; the others are written all the same. Does not throw itself. */
  readonly onFailure: (error: unknown, answer: TAnswer) => void;
  /** Milliseconds, which only go forward. */
  readonly now?: () => number;
}

/**
 * Answers that are ready in the same turn of the event loop are written right after one another. Written one by one
 * between the work on others, each finds a client that sleeps, and waking it costs more than a whole small request. None
 * waits for more than 15 others, nor beyond the first that becomes ready a millisecond later.
 */
export function createWriteTogether<TAnswer>({
  write,
  onFailure,
  now = () => performance.now(),
}: WriteTogetherOptions<TAnswer>): WriteTogether<TAnswer> {
  let waiting: TAnswer[] = [];
  let since = 0;
  const writeAll = () => {
    const answers = waiting;
    waiting = [];
    for (const answer of answers) {
      try {
        write(answer);
      } catch (error) {
        onFailure(error, answer);
      }
    }
  };
  return (answer) => {
    waiting.push(answer);
    if (waiting.length === 1) {
      since = now();
      setImmediate(writeAll);
    } else if (waiting.length >= MAX_WAITING || now() - since >= MAX_MILLISECONDS) writeAll();
  };
}
