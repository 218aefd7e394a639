import { type Logger, pino } from 'pino';
import type { ServerConfig } from './config/config.js';
import { type LogSink, standardOutput } from './log-sink.js';

export type Log = Logger;

/** A log of our own, and where its lines go. */
export interface OwnLog {
  readonly log: Log;
  /** Undefined where lines are made pretty on their way. */
  readonly sink: LogSink | undefined;
}

/** JSON lines to standard output, or lines for people to read. Nothing logged holds a header or a variable. */
export async function createLog({
  logLevel: level,
  logFormat,
}: Pick<ServerConfig, 'logLevel' | 'logFormat'>): Promise<OwnLog> {
  if (logFormat === 'json') {
    const sink = standardOutput();
    return { sink, log: pino({ level }, sink) };
  }
  const { default: pretty } = await import('pino-pretty');
  const options = { ignore: 'pid,hostname,part', translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true };
  return { sink: undefined, log: pino({ level }, pretty(options)) };
}

/** Tells of an answer that could not be written, of which the client gets nothing. */
export function logWriteFailure(log: Log, error: unknown): void {
  log.error({ err: error }, 'an answer cannot be written: its connection was ended');
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
