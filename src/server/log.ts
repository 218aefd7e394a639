import { type Logger, pino } from 'pino';
import type { ServerConfig } from './config/config.js';

export type Log = Logger;

/** JSON lines to standard output; for people to read in development. Nothing logged holds a header or a variable. */
export async function createLog({
  logLevel,
  isProduction,
}: Pick<ServerConfig, 'logLevel' | 'isProduction'>): Promise<Log> {
  if (isProduction) return pino({ level: logLevel });
  const { default: pretty } = await import('pino-pretty');
  return pino({ level: logLevel }, pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }));
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
