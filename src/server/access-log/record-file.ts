import { once } from 'node:events';
import sonicBoom, { type SonicBoom } from 'sonic-boom';
import { StartupError } from '../../errors.js';
import { within } from '../../toolkit/within.js';
import { cannotBeWritten, fileProblem } from './file-problem.js';

const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const CLOSE_MILLISECONDS = 2000;
const OWNER_ALONE = 0o600;

/** A file of lines, which is only ever appended to. */
export interface RecordFile {
  /** Adds a line, soon; nobody waits for it. False if there is no room for it, as after a while on a full disk. */
  write(line: string): boolean;
  /** Opens the path again, which may be another file by now; goes on in the one before if it cannot be written to. */
  reopen(): void;
  /** Writes what waits, for 2 s at most. */
  close(): Promise<void>;
}

export interface RecordFileOptions {
  readonly path: string;
  readonly onProblem: (error: unknown) => void;
}

/** Throws a `StartupError` if the file cannot be written to. */
export async function openRecordFile({ path, onProblem }: RecordFileOptions): Promise<RecordFile> {
  const sink = await openSink(path);
  let isClosed = false;
  let isTaken = true;
  sink.on('error', (error) => {
    // One that could not open its file again keeps what it wants to do then: close the one before, at each later time too.
    sink.removeAllListeners('ready');
    onProblem(error);
  });
  sink.on('drop', () => {
    isTaken = false;
  });
  return Object.freeze({
    write: (line: string) => {
      if (isClosed) return false;
      isTaken = true;
      sink.write(`${line}\n`);
      return isTaken;
    },
    reopen: () => {
      if (isClosed) return;
      const problem = fileProblem(path);
      if (problem === undefined) sink.reopen();
      else onProblem(new Error(problem));
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      const closed = once(sink, 'close').then(() => true);
      sink.end();
      if (!(await within(CLOSE_MILLISECONDS, closed))) sink.destroy();
    },
  } satisfies RecordFile);
}

async function openSink(path: string): Promise<SonicBoom> {
  const problem = fileProblem(path);
  if (problem !== undefined) throw new StartupError([problem]);
  const sink = new sonicBoom.SonicBoom({ dest: path, sync: false, mode: OWNER_ALONE, maxLength: MAX_WAITING_BYTES });
  try {
    await once(sink, 'ready');
    return sink;
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new StartupError([cannotBeWritten(path, code)], { cause });
  }
}
