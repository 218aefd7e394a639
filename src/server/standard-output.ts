import fs from 'node:fs';
import { createLogSink, type LogSink } from './log-sink.js';

let sink: LogSink | undefined;

/** Standard output, which a process has one of. */
export function standardOutput(): LogSink {
  sink ??= openStandardOutput();
  return sink;
}

/** What an operator is to see now, after all lines before it. */
export function announce(text: string): void {
  const output = standardOutput();
  output.write(text);
  output.flushSync();
}

function openStandardOutput(): LogSink {
  // Who asks for this stream has Node set a pipe or a socket to O_NONBLOCK: no write waits for a reader from then on. In a
  // worker it has no descriptor.
  const { fd = 1 } = process.stdout;
  return createLogSink((bytes) => fs.writeSync(fd, bytes));
}
