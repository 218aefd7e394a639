import { z } from 'zod';

/** A variable that is a whole number. */
export function integer(min: number, max: number, byDefault: number) {
  return wholeNumber(min, max).default(byDefault);
}

/** The same without a default. */
export function wholeNumber(min: number, max: number) {
  const error = `Write a whole number from ${min} to ${max}.`;
  return z
    .string()
    .regex(/^\d{1,10}$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error);
}

/** A variable that is one of these words. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T): z.ZodEnum<{ [K in T[number]]: K }>;
export function oneOf<const T extends readonly [string, ...string[]]>(
  values: T,
  byDefault: T[number],
): z.ZodDefault<z.ZodEnum<{ [K in T[number]]: K }>>;
export function oneOf(values: readonly [string, ...string[]], byDefault?: string) {
  const type = z.enum(values, { error: `Use one of ${values.join(', ')}.` });
  return byDefault === undefined ? type : type.default(byDefault);
}
