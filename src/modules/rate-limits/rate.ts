import { z } from 'zod';

/** So many in so much time. */
export interface Rate {
  readonly max: number;
  readonly seconds: number;
}

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const MAX_SECONDS = 30 * UNITS.d;
const ERROR =
  'Write a number and a period, as in 20/1h: a number of at least 1, a slash, and at most 30 days in s, m, h or d.';

/** A variable that is a rate: `100/15m`. */
export function rate(byDefault: string) {
  return z
    .string()
    .default(byDefault)
    .transform((text, context): Rate => {
      const read = readRate(text);
      if (read) return read;
      context.addIssue({ code: 'custom', message: ERROR });
      return z.NEVER;
    })
    .meta({ default: byDefault });
}

function readRate(text: string): Rate | undefined {
  const [, max, count, unit] = /^([1-9]\d{0,6})\/([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS[unit as keyof typeof UNITS] ?? 0);
  return seconds >= 1 && seconds <= MAX_SECONDS ? Object.freeze({ max: Number(max), seconds }) : undefined;
}
