import type { ToldDecision } from '../../access/index.js';
import type { Context, Log, Metrics } from '../../module/index.js';
import type { AccessLogConfig } from '../config/access-log.js';
import { createRecordOf, type RecordOptions } from './record.js';
import { intoFile, intoLog, type Records } from './records.js';

/** Records decisions of `@auth`. Before it is open, and after it has closed, there is nobody to decide about. */
export interface AccessLog {
  readonly decisions: AccessLogConfig['decisions'];
  tell(decision: ToldDecision<Context>): void;
  /** Throws a `StartupError` if its file cannot be written to, or the log would leave them out. */
  open(options: OpenAccessLogOptions): Promise<void>;
  /** How many decisions there was no room for. */
  dropped(): number;
  /** Goes on in what stands at the path of the file by now. */
  reopen(): void;
  close(): Promise<void>;
}

export interface OpenAccessLogOptions extends Omit<RecordOptions, 'isDryRun'> {
  readonly log: Log;
}

export function createAccessLog({ decisions, file }: AccessLogConfig, isDryRun: boolean): AccessLog {
  let write = (_decision: ToldDecision<Context>) => {};
  let records: Records | undefined;
  return Object.freeze({
    decisions,
    tell: (decision) => write(decision),
    open: async (options: OpenAccessLogOptions) => {
      const opened = file === undefined ? intoLog(options.log) : await intoFile(file, options);
      const recordOf = createRecordOf({ ...options, isDryRun });
      write = (decision) => opened.write(recordOf(decision));
      records = opened;
    },
    dropped: () => records?.dropped() ?? 0,
    reopen: () => records?.reopen(),
    close: async () => {
      write = () => {};
      await records?.close();
      records = undefined;
    },
  } satisfies AccessLog);
}

/** Of a server without one, too, so that its metrics have the same names. */
export function measureAccessLog(accessLog: AccessLog | undefined, metrics: Metrics): void {
  metrics.total(
    { name: 'portcullis_access_log_dropped_total', help: 'Decisions for which the file of ACCESS_LOG had no room.' },
    () => accessLog?.dropped() ?? 0,
  );
}
