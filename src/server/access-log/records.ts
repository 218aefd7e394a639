import { StartupError } from '../../errors.js';
import type { Log } from '../../module/index.js';
import { HOW_TO_RECORD } from '../config/access-log.js';
import { createTellBound } from '../http/tell-bound.js';
import type { DecisionRecord } from './record.js';
import { openRecordFile } from './record-file.js';

const MINUTE_MILLISECONDS = 60_000;

/** Where records go. */
export interface Records {
  write(record: DecisionRecord): void;
  /** How many there was no room for. */
  dropped(): number;
  reopen(): void;
  close(): Promise<void>;
}

export interface FileOptions {
  readonly log: Log;
  readonly clock: () => number;
}

/** Throws a `StartupError` if the log would leave them out, which one that was given decides by itself. */
export function intoLog(log: Log): Records {
  if (!log.isLevelEnabled('info'))
    throw new StartupError([`ACCESS_LOG: Decisions are lines at info, and the log has none of them. ${HOW_TO_RECORD}`]);
  return {
    write: (record) => log.info(record, 'decision'),
    dropped: () => 0,
    reopen: () => {},
    close: async () => {},
  };
}

/** What is dropped is counted, and told in the log once a minute, and in the file once there is room again. */
export async function intoFile(path: string, { log, clock }: FileOptions): Promise<Records> {
  let dropped = 0;
  let untold = 0;
  const warn = createWarn(log);
  const file = await openRecordFile({
    path,
    onProblem: (err) => warn.tell({ err }, 'the file of ACCESS_LOG cannot be written to'),
  });
  const tellGap = (v: number) =>
    untold === 0 || file.write(JSON.stringify({ v, at: new Date(clock()).toISOString(), dropped: untold }));
  return {
    write: (record) => {
      const hasTold = tellGap(record.v);
      if (hasTold) untold = 0;
      if (hasTold && file.write(JSON.stringify(record))) return;
      dropped += 1;
      untold += 1;
      warn.tell({ dropped }, 'decisions are dropped: writing to the file of ACCESS_LOG is too slow');
    },
    dropped: () => dropped,
    reopen: file.reopen,
    close: async () => {
      await warn.stop();
      await file.close();
    },
  };
}

/** Each message once a minute. */
function createWarn(log: Log) {
  const bound = createTellBound({
    windowMilliseconds: MINUTE_MILLISECONDS,
    maxLines: 1,
    maxLinesPerKey: 1,
    onLeftOut: () => {},
  });
  return {
    tell: (fields: object, message: string) => {
      if (bound.take({ group: message, key: null, kind: 'lines' })) log.warn(fields, message);
    },
    stop: bound.stop,
  };
}
