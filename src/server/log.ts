import { type Logger, pino } from 'pino';
import type { Config } from './config.js';

export type Log = Logger;

/** JSON lines to standard output; for people to read in development. Nothing logged holds a header or a variable. */
export async function createLog({ logLevel, isProduction }: Pick<Config, 'logLevel' | 'isProduction'>): Promise<Log> {
  if (isProduction) return pino({ level: logLevel });
  const { default: pretty } = await import('pino-pretty');
  return pino({ level: logLevel }, pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', sync: true }));
}
