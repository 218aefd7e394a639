const FLUSH_MILLISECONDS = 100;
/** As long as a reader may take that has fallen behind. */
const READER_MILLISECONDS = 10;
const END_MILLISECONDS = 2000;
const MOST_AT_ONCE = 16_384;
const MAX_WAITING = 4 * 1024 * 1024;

/** Where lines go. Nobody who writes waits, and nothing here throws. */
export interface LogSink {
  /** Takes a line, or drops it if 4 MB wait: after that it takes none until there is room for half of that. */
  write(line: string): void;
  /** Writes what waits, as far as that goes at once. */
  flushSync(): void;
  /** How many lines there was no room for. */
  dropped(): number;
  /** Told before the first line after a gap how many are missing there. */
  onGap(tell: (dropped: number) => void): void;
}

/** Writes what it can at once, and gives how many bytes that were; throws if there are none, as `fs.writeSync` does. */
export type WriteSome = (bytes: Uint8Array) => number;

/**
 * Lines are written many at once, a tenth of a second later at most: one by one, each would cost more than the rest of a
 * small request. What cannot be written, on a full disk or to a pipe that nobody reads, is tried again. What waits when
 * the process exits is written then, for 2 s at most.
 */
export function createLogSink(writeSome: WriteSome): LogSink {
  const queue = createQueue(writeSome);
  let timer: NodeJS.Timeout | undefined;
  let isStalled = false;
  let dropped = 0;
  let untold = 0;
  let tellGap = (_dropped: number) => {};
  const flushSync = () => {
    clearTimeout(timer);
    const problem = queue.write();
    isStalled = problem !== undefined;
    timer = isStalled
      ? setTimeout(flushSync, problem === 'EAGAIN' ? READER_MILLISECONDS : FLUSH_MILLISECONDS).unref()
      : undefined;
  };
  process.once('exit', () => writeAtTheEnd(queue));
  return Object.freeze({
    write: (line) => {
      if (queue.size() + line.length > (untold > 0 ? MAX_WAITING / 2 : MAX_WAITING)) {
        dropped += 1;
        untold += 1;
        return;
      }
      if (untold > 0) {
        const missing = untold;
        untold = 0;
        tellGap(missing);
      }
      queue.add(line);
      if (isStalled) return;
      if (queue.size() >= MOST_AT_ONCE) flushSync();
      else timer ??= setTimeout(flushSync, FLUSH_MILLISECONDS).unref();
    },
    flushSync,
    dropped: () => dropped,
    onGap: (tell) => {
      tellGap = tell;
    },
  } satisfies LogSink);
}

interface Queue {
  add(text: string): void;
  /** About how many bytes wait. */
  size(): number;
  /** Writes what waits. Gives the code of the error that keeps it from that, if there is one. */
  write(): string | undefined;
}

function createQueue(writeSome: WriteSome): Queue {
  let waiting = '';
  /** What is left of what was not taken as a whole. */
  let rest: Uint8Array = new Uint8Array();
  return {
    add: (text) => {
      waiting += text;
    },
    size: () => rest.length + waiting.length,
    write: () => {
      try {
        while (rest.length > 0 || waiting !== '') {
          if (rest.length === 0) {
            rest = Buffer.from(waiting);
            waiting = '';
          }
          const written = writeSome(rest);
          if (written === 0) return 'EAGAIN';
          rest = rest.subarray(written);
        }
        return undefined;
      } catch (error) {
        return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      }
    },
  };
}

/** There is no later then, so this waits for a reader. */
function writeAtTheEnd(queue: Queue): void {
  const until = performance.now() + END_MILLISECONDS;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (queue.write() === 'EAGAIN' && performance.now() < until) Atomics.wait(clock, 0, 0, READER_MILLISECONDS);
}
