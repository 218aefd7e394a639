import type { Paint } from '../access/test/index.js';

const CODES = { red: 31, green: 32, dim: 2 } as const;
const QUIET_MILLISECONDS = 1000;
const FRAME_MILLISECONDS = 200;

type Output = Pick<NodeJS.WriteStream, 'write'> & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>>;

/** Colours for a terminal that has them, unless NO_COLOR says no; for anything else the text as it is. */
export function paintFor(stream: Output): Paint {
  // Node looks at NO_COLOR, FORCE_COLOR and TERM.
  if (!stream.isTTY || !stream.hasColors?.()) return (_color, text) => text;
  return (color, text) => `\u001b[${CODES[color]}m${text}\u001b[0m`;
}

/** What goes on, as one line that is written over; nothing where there is no terminal, and in the first second. */
export interface Progress {
  tell(text: string): void;
  /** Takes the line away. */
  end(): void;
}

export function showProgress(stream: Output = process.stderr): Progress {
  if (!stream.isTTY) return { tell: () => {}, end: () => {} };
  const start = Date.now();
  let current = '';
  let isShown = false;
  const draw = () => {
    if (current === '' || Date.now() - start < QUIET_MILLISECONDS) return;
    stream.write(`\r\u001b[K${current}`);
    isShown = true;
  };
  const timer = setInterval(draw, FRAME_MILLISECONDS);
  timer.unref();
  return {
    tell: (text) => {
      current = text;
    },
    end: () => {
      clearInterval(timer);
      if (isShown) stream.write('\r\u001b[K');
    },
  };
}

/** Says on a terminal what is done, before work that keeps this process from saying it later; takes it away behind it. */
export function withNotice<T>(text: string, work: () => T, stream: Output = process.stderr): T {
  if (!stream.isTTY) return work();
  stream.write(text);
  try {
    return work();
  } finally {
    stream.write('\r\u001b[K');
  }
}

/** The progress of one piece of work. */
export async function withProgress<T>(
  text: string,
  work: () => Promise<T>,
  stream: Output = process.stderr,
): Promise<T> {
  const progress = showProgress(stream);
  progress.tell(text);
  try {
    return await work();
  } finally {
    progress.end();
  }
}
