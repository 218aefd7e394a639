import { expect, test } from '@jest/globals';
import { compileSchema, createMatrix } from '../../../src/access/report/index.js';
import { buildModulesSdl, createSchema } from '../../../src/server/schema/schema.js';
import { defineModule } from '../../../src/toolkit/define-module.js';
import { problemsOf } from '../problems.js';

const FILE = 'typeDefs of the module "test"';
const moduleOf = (typeDefs: string) => defineModule({ name: 'test', typeDefs });
const problems = (sdl: string) => problemsOf(() => createSchema([moduleOf(sdl)]));

test.each([
  ['max: 0, per: DAY', 'max of @limit must be a whole number from 1 to 2147483647.'],
  ['max: -1, per: DAY', 'max of @limit must be a whole number from 1 to 2147483647.'],
  ['max: 99999999999, per: DAY', 'max of @limit must be a whole number from 1 to 2147483647.'],
  ['max: "5", per: DAY', 'max of @limit must be a whole number from 1 to 2147483647.'],
  ['max: null, per: DAY', 'max of @limit must be a whole number from 1 to 2147483647.'],
  ['max: 5, per: WEEK', 'per of @limit must be one of SECOND, MINUTE, HOUR, DAY.'],
  ['max: 5, per: "DAY"', 'per of @limit must be one of SECOND, MINUTE, HOUR, DAY.'],
  ['max: 5, per: toString', 'per of @limit must be one of SECOND, MINUTE, HOUR, DAY.'],
])('@limit(%s) stops the start', (args, problem) => {
  const sdl = `extend type Query {\n  a: Int @public @limit(${args})\n}`;
  expect(problems(sdl)).toEqual([`${FILE}:2 Query.a: ${problem}`]);
});

test('where no resolver runs once, it stops the start', () => {
  expect(problems('extend type Query { a: A @public }\ninterface A { b: Int @limit(max: 1, per: DAY) }')).toEqual([
    `${FILE}:2 A.b: @limit counts calls of a resolver. Write it on the field of each object type instead.`,
  ]);
  const subscription = 'type Subscription {\n  a: Int @public @limit(max: 1, per: DAY)\n}';
  expect(problems(subscription)).toContainEqual(
    `${FILE}:2 Subscription.a: @limit cannot be used on a subscription. Remove it.`,
  );
});

test.each([
  [
    'an input field',
    'input I { a: Int @limit(max: 1, per: DAY) }',
    /"@limit" may not be used on INPUT_FIELD_DEFINITION/,
  ],
  [
    'an argument',
    'extend type Query { a(b: Int @limit(max: 1, per: DAY)): Int @public }',
    /not be used on ARGUMENT_DEF/,
  ],
  ['a type', 'type A @limit(max: 1, per: DAY) { a: Int }', /not be used on OBJECT/],
  [
    'twice',
    'extend type Query { a: Int @public @limit(max: 1, per: DAY) @limit(max: 2, per: DAY) }',
    /only be used once/,
  ],
  [
    'without per',
    'extend type Query { a: Int @public @limit(max: 1) }',
    /argument "per" of type "LimitWindow!" is required/,
  ],
  [
    'with what it has not',
    'extend type Query { a: Int @public @limit(max: 1, per: DAY, by: "x") }',
    /Unknown argument "by"/,
  ],
])('on or as %s it is no SDL', (_what, sdl, problem) => {
  expect(problems(sdl)).toEqual([expect.stringMatching(problem)]);
});

test('it shows in the matrix', () => {
  const sdl = `extend type Query { a: Int @public @limit(max: 5, per: MINUTE) b: Int @auth @limit(max: 1, per: HOUR) c: Int @auth }`;
  const { schema } = buildModulesSdl([moduleOf(sdl)], { admin: 'ADMIN', support: 'SUPPORT', user: 'USER' });
  const rows = createMatrix(compileSchema(schema)).types.flatMap((type) => type.rows);
  const limits = rows.map(({ coordinate, limit }) => [coordinate, limit]);
  expect(limits).toEqual(
    expect.arrayContaining([
      ['Query.a', '5 a minute'],
      ['Query.b', '1 an hour'],
      ['Query.c', undefined],
    ]),
  );
});
