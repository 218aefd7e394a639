import { pino } from 'pino';

const FLUSH_MILLISECONDS = 100;
const MOST_CHARACTERS = 16_384;

/** Where lines go. */
export interface LogSink {
  write(text: string): void;
  /** Writes what waits. */
  flushSync(): void;
}

/**
 * Lines are written many at once, a tenth of a second later at most: one by one, each would cost more than the rest of a
 * small request. What waits when the process exits is written then.
 */
export function createLogSink(output: LogSink): LogSink {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flushSync = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (text !== '') output.write(text);
  };
  process.once('exit', flushSync);
  return Object.freeze({
    write: (text: string) => {
      waiting += text;
      if (waiting.length >= MOST_CHARACTERS) flushSync();
      else timer ??= setTimeout(flushSync, FLUSH_MILLISECONDS).unref();
    },
    flushSync,
  } satisfies LogSink);
}

let standard: LogSink | undefined;

/** Standard output, which a process has one of. */
export function standardOutput(): LogSink {
  standard ??= createLogSink(pino.destination({ fd: 1, sync: true }));
  return standard;
}
