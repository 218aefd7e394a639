import { hostname } from 'node:os';
import type { LineLevel, WriteLine } from './http/request-log.js';
import type { Log } from './log.js';
import type { LogSink } from './log-sink.js';

/**
 * Lines of this log from fields that are JSON already. With a sink, which is of a log of our own, they are put together as
 * pino would; a log that somebody gave may write its lines in any other way, and is given the fields.
 */
export function createRequestLine(log: Log, sink: Pick<LogSink, 'write'> | undefined): WriteLine {
  const isOn = (level: LineLevel) => log.isLevelEnabled(level);
  if (!sink) {
    const write = (level: LineLevel, fields: string, message: string) => log[level](JSON.parse(`{${fields}}`), message);
    return Object.freeze({ isOn, write });
  }
  // pino tells of all bindings but the first two.
  const bindings = JSON.stringify({ pid: process.pid, hostname: hostname(), ...log.bindings() }).slice(1, -1);
  const { values } = log.levels;
  return Object.freeze({
    isOn,
    write: (level: LineLevel, fields: string, message: string) =>
      sink.write(`{"level":${values[level]},"time":${Date.now()},${bindings},${fields},"msg":"${message}"}\n`),
  });
}
