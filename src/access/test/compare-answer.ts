import type { DocumentNode } from 'graphql';
import { isObject } from '../../values/value-kinds.js';
import { findNothing } from './find-nothing.js';
import { errorText, type Got } from './got.js';
import { ANYTHING, literalValue } from './literal.js';
import type { RuleTest } from './read-test-file.js';

/** What is spoken of by name, as it is by now. Throws a `TypeError` for what is not there. */
export type Resolve = (name: string) => unknown;

/** What is not as it was expected, a line each; nothing if the test passes. */
export function differencesOf({ answer, document }: RuleTest, got: Got, resolve: Resolve): readonly string[] {
  if (answer.kind === 'allowed') return notAllowed(document, got);
  if (answer.kind === 'refused') return notRefused(got);
  const expected = answer.errors.map(errorText);
  return [...dataDifferences(answer, got, resolve), ...errorDifferences(expected, got)];
}

/** `allowed`: no error, and nothing that is not there, since it would not show that it may be read. */
function notAllowed(document: DocumentNode, { data, errors }: Got): readonly string[] {
  if (errors.length > 0) return errors.map((error) => `expected allowed, got ${toldError(error)}`);
  const { empty, unasked } = findNothing(document, data);
  return [
    ...empty.map(
      (place) =>
        `expected allowed, but nothing is at ${place}, so it does not show. Write the whole answer, or have something there.`,
    ),
    ...unasked.map(
      (place) =>
        `expected allowed, but ${place} was not asked for: it is skipped, or of another type than what is there.`,
    ),
  ];
}

/** `refused`: at least one refusal, no other error, and no value. */
function notRefused({ data, errors }: Got): readonly string[] {
  const others = errors.filter(({ code }) => code !== 'FORBIDDEN' && code !== 'UNAUTHENTICATED');
  const values = leavesOf(data, '').map(([path, value]) => `expected refused, got ${path}: ${shown(value)}`);
  if (errors.length === 0 && values.length === 0) return ['expected refused, got no error'];
  return [...others.map((error) => `expected refused, got ${toldError(error)}`), ...values];
}

function dataDifferences(
  answer: Extract<RuleTest['answer'], { readonly kind: 'answer' }>,
  { data, ran }: Got,
  resolve: Resolve,
): readonly string[] {
  if (answer.data !== undefined) return valueDifferences(literalValue(answer.data, resolve), data, '');
  const values = Object.entries(data ?? {}).filter(([, value]) => value !== null);
  const isRefusal = answer.errors.every(({ code }) => code === 'FORBIDDEN' || code === 'UNAUTHENTICATED');
  const resolvers = isRefusal && values.length === 0 ? (ran ?? []) : [];
  return [
    ...values.map(([key, value]) => `expected no data, got ${key}: ${shown(value)}`),
    ...resolvers
      .slice(0, 1)
      .map((field) => `expected that no resolver runs, but ${field} did. Write the data: ${shown(data)}`),
  ];
}

function errorDifferences(expected: readonly string[], { errors }: Got): readonly string[] {
  const left = [...expected];
  const more = errors.filter((error) => {
    const at = left.indexOf(errorText(error));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return [
    ...left.map((text) => `expected ${text}, got no such error`),
    ...more.map((error) => `got ${toldError(error)}`),
  ];
}

function toldError(error: Got['errors'][number]): string {
  const isRefusal = error.code === 'FORBIDDEN' || error.code === 'UNAUTHENTICATED';
  return isRefusal ? errorText(error) : `${errorText(error)}: ${error.message}`;
}

function valueDifferences(expected: unknown, got: unknown, path: string): readonly string[] {
  if (expected === ANYTHING)
    return got === null || got === undefined ? [`${path}: expected a value, got ${shown(got)}`] : [];
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length)
    return expected.flatMap((item, index) => valueDifferences(item, got[index], join(path, index)));
  if (isObject(expected) && isObject(got) && !Array.isArray(expected) && !Array.isArray(got)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys].flatMap((key) => valueDifferences(own(expected, key), own(got, key), join(path, key)));
  }
  if (Object.is(expected, got)) return [];
  return [`${path || 'data'}: expected ${shown(expected)}, got ${shown(got)}`];
}

function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

/** As it is written in a test file. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === ANYTHING) return '_';
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, each]) => `${key}: ${shown(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Values that are there, beside `__typename`, which shows for whatever was found. */
function leavesOf(value: unknown, path: string): readonly (readonly [path: string, value: unknown])[] {
  if (value === null || value === undefined || /(^|\.)__typename$/.test(path)) return [];
  if (!isObject(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, join(path, key)));
}
