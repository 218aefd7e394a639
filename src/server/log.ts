import { type Logger, pino } from 'pino';
import type { Metrics } from '../module/index.js';
import type { ServerConfig } from './config/config.js';
import type { LogSink } from './log-sink.js';
import { standardOutput } from './standard-output.js';

export type Log = Logger;

/** A log, and where its lines go. */
export interface OwnLog {
  readonly log: Log;
  /** Of a log of our own whose lines are JSON: what is written here is in the log as it is. */
  readonly sink: LogSink | undefined;
  /** How many lines a log of our own could not write. */
  dropped(): number;
}

/** JSON lines to standard output, or lines for people to read. Nothing logged holds a header or a variable. */
export async function createLog({
  logLevel: level,
  logFormat,
}: Pick<ServerConfig, 'logLevel' | 'logFormat'>): Promise<OwnLog> {
  const output = standardOutput();
  const log = pino({ level }, logFormat === 'json' ? output : await prettyOn(output));
  const server = log.child({ part: 'server' });
  output.onGap((dropped) => server.warn({ dropped }, 'lines are missing here: standard output was too slow'));
  return { log, sink: logFormat === 'json' ? output : undefined, dropped: output.dropped };
}

/** For people, who want to see each line at once. */
async function prettyOn(output: LogSink): Promise<Pick<LogSink, 'write' | 'flushSync'>> {
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({ ignore: 'pid,hostname,part', translateTime: 'SYS:HH:MM:ss', singleLine: true });
  const write = (line: string) => {
    output.write(pretty(line));
    output.flushSync();
  };
  return { write, flushSync: output.flushSync };
}

/** Of a server with a log of somebody else, too, so that its metrics have the same names. */
export function measureLog(dropped: () => number, metrics: Metrics): void {
  const help = 'Lines of the log that were dropped because standard output was too slow.';
  metrics.total({ name: 'portcullis_log_dropped_total', help }, dropped);
}

/** Tells of an answer that could not be written, of which the client gets nothing. */
export function logWriteFailure(log: Log, error: unknown): void {
  log.error({ err: error }, 'an answer could not be written: its connection was closed');
}

/** The same log, with errors told by these properties alone: drivers put rows, and whole connections, into others. */
export function withPlainErrors(log: Log): Log {
  return log.child({}, { serializers: { err: (error: unknown) => (error instanceof Error ? plain(error) : error) } });
}

function plain(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    ...('code' in error && { code: error.code }),
    stack,
    ...(cause instanceof Error && { cause: plain(cause) }),
  };
}
