import { z } from 'zod';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line of the log is about. */
export const LOG_PARTS = [
  'requests',
  'access',
  'tokens',
  'sessions',
  'accounts',
  'mail',
  'keys',
  'limits',
  'audit',
  'database',
  'http',
  'server',
  'modules',
] as const;
export type LogPart = (typeof LOG_PARTS)[number];

/** How much the log has, and of which parts it has more or less. */
export interface LogLevels {
  readonly all: LogLevel;
  readonly parts: Readonly<Partial<Record<LogPart, LogLevel>>>;
}

const DEFAULT_LEVEL: LogLevel = 'info';

export const DEFAULT_LOG_LEVELS: LogLevels = Object.freeze({ all: DEFAULT_LEVEL, parts: Object.freeze({}) });

/** `LOG_LEVEL`: a level, and after it others for parts: `info,tokens=debug`. */
export const logLevelVariable = z.string().transform((text, context): LogLevels => {
  const parts: Partial<Record<LogPart, LogLevel>> = {};
  let all: LogLevel | undefined;
  for (const word of text.split(',').map((each) => each.trim())) {
    const read = readWord(word);
    if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
    else if (read.part !== undefined) parts[read.part] = read.level;
    else if (all === undefined) all = read.level;
    else
      context.addIssue({
        code: 'custom',
        message: `${all} and ${read.level} both apply to all parts. Write only one.`,
      });
  }
  return Object.freeze({ all: all ?? DEFAULT_LEVEL, parts: Object.freeze(parts) });
});

type Read = { readonly part: LogPart | undefined; readonly level: LogLevel } | { readonly problem: string };

/** `debug`, or `tokens=debug`. */
function readWord(word: string): Read {
  const [first = '', second] = word.split('=', 2).map((each) => each.trim());
  const level = LOG_LEVELS.find((each) => each === (second ?? first));
  const part = second === undefined ? undefined : LOG_PARTS.find((each) => each === first);
  if (second !== undefined && part === undefined)
    return { problem: `There is no part ${JSON.stringify(first)}. Choose from ${LOG_PARTS.join(', ')}.` };
  return level === undefined ? { problem: `Use one of ${LOG_LEVELS.join(', ')}.` } : { part, level };
}
