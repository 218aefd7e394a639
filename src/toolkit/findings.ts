import { StartupError } from '../errors.js';
import type { Finding } from '../module/index.js';

export function ok(message: string): Finding {
  return { level: 'ok', message, mend: null };
}

export function warning(message: string, mend: string): Finding {
  return { level: 'warning', message, mend };
}

export function error(message: string, mend: string): Finding {
  return { level: 'error', message, mend };
}

/** A line that says what is wrong, and in its later sentences how to fix it, as those of a `StartupError` do. */
export function fromLine(level: 'warning' | 'error', line: string): Finding {
  const [message = line, ...mends] = line.split(/(?<=\.) (?=[A-Z])/);
  return { level, message, mend: mends.length > 0 ? mends.join(' ') : null };
}

/** What an error says, if it is one that is meant for the operator; else its message alone. */
export function fromError(cause: unknown): readonly Finding[] {
  if (cause instanceof StartupError) return cause.problems.map((problem) => fromLine('error', problem));
  return [{ level: 'error', message: cause instanceof Error ? cause.message : String(cause), mend: null }];
}
