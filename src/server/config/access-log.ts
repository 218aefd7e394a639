import { z } from 'zod';

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
  return 'After the comma stands a file: write refused,file:/var/log/access.jsonl, or nothing for the log.';
}
