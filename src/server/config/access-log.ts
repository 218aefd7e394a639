import { z } from 'zod';
import type { Environment } from '../../module/index.js';
import { DEFAULT_LOG_LEVELS, LOG_LEVELS, type LogLevel, logLevelVariable } from './log-levels.js';

const WHAT = ['off', 'refused', 'all'] as const;
const FILE = 'file:';

/** Which decisions of `@auth` are recorded, and where. */
export interface AccessLogConfig {
  readonly decisions: 'refused' | 'all';
  /** The path of a file; undefined for the log. */
  readonly file: string | undefined;
}

/** `ACCESS_LOG`: `off`, `refused` or `all`, and after it where to: `all,file:/var/log/access.jsonl`. */
export const accessLogVariable = z.string().transform((text, context): AccessLogConfig | undefined => {
  const [what = '', ...rest] = text.split(',').map((each) => each.trim());
  const where = rest.join(',');
  const decisions = WHAT.find((each) => each === what);
  const problem = decisions === undefined ? `Use one of ${WHAT.join(', ')}.` : problemOf(where);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  if (problem !== undefined || decisions === undefined || decisions === 'off') return undefined;
  return Object.freeze({ decisions, file: where === '' ? undefined : where.slice(FILE.length) });
});

function problemOf(where: string): string | undefined {
  if (where === '' || (where.startsWith(FILE) && where.length > FILE.length)) return undefined;
  return 'Only a file can follow the comma: write refused,file:/var/log/access.jsonl; or leave it out to use the log.';
}

/** That the log leaves out what these variables have it tell. Whoever sets them counts on it, and nobody would miss it. */
export function unloggedProblems({ ACCESS_LOG, ACCESS_DRY_RUN, LOG_LEVEL }: Environment): readonly string[] {
  const levels = LOG_LEVEL ? logLevelVariable.safeParse(LOG_LEVEL).data : DEFAULT_LOG_LEVELS;
  // What is wrong with a variable alone is told for itself.
  if (!levels) return [];
  const level = levels.parts.access ?? levels.all;
  const problems: string[] = [];
  const accessLog = ACCESS_LOG ? accessLogVariable.safeParse(ACCESS_LOG).data : undefined;
  if (accessLog && accessLog.file === undefined && !includes(level, 'info')) {
    problems.push(
      `ACCESS_LOG: Decisions are logged at info, which LOG_LEVEL turns off for the part access. ${HOW_TO_RECORD}`,
    );
  }
  if (ACCESS_DRY_RUN && ACCESS_DRY_RUN !== 'off' && !includes(level, 'warn')) {
    problems.push(
      'ACCESS_DRY_RUN: What would be refused is logged at warn, which LOG_LEVEL turns off for the part access. Add access=warn to LOG_LEVEL.',
    );
  }
  return problems;
}

export const HOW_TO_RECORD = 'Add access=info to LOG_LEVEL, or write to a file: refused,file:/var/log/access.jsonl.';

function includes(level: LogLevel, told: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(told);
}
