import { describe, expect, test } from '@jest/globals';
import { readCodeBlocks } from '../support/code-blocks.js';
import { type Example, readExample } from './example.js';
import { answer, start } from './run-example.js';
import { typeErrorsOf } from './type-check.js';

const block = (text: string) => ({ language: 'graphql', text, line: 1 });
const read = (...lines: readonly string[]) => readExample(block(lines.join('\n')));

describe('an example is not read if something in it would not be checked', () => {
  test.each([
    ['# a note'],
    ['  # USER { a }'],
    ['# USER { a } ->'],
    ['# USER { a } -> forbidden at a'],
    ['# USER { a } -> { a: 1 } FORBIDDEN at a'],
    ['# USER { a } -> FORBIDDEN'],
    ['# USER { a } -> FORBIDDEN at a, and more'],
    ['# start -> works'],
    ['# start stops: Query.a'],
  ])('%s', (line) => {
    expect(() => read('type Query { a: Int @public }', line)).toThrow();
  });

  test.each([['# USER { a } -> { a: 1 '], ['# USER { a } -> { a: }'], ['# policy p = ({ viewer }'], ['# with { a: ']])(
    '%s',
    (line) => {
      expect(() => read(line)).toThrow();
    },
  );
});

test('a check has its viewer, operation and answer', () => {
  const [question] = read(
    '# ADMIN u1 scope a:b claims { org: "acme" }  query { a b }  -> { a: 1, b: null }, FORBIDDEN at b (NOT_RUN), FORBIDDEN at c.0.d',
  ).questions;
  expect(question).toMatchObject({
    viewer: [
      { kind: 'name', text: 'ADMIN' },
      { kind: 'name', text: 'u1' },
      { kind: 'scope', text: 'a:b' },
      { kind: 'claims' },
    ],
    operation: 'query { a b }',
    data: { a: 1, b: null },
    errors: ['FORBIDDEN at b (NOT_RUN)', 'FORBIDDEN at c.0.d'],
  });
});

describe('what an example answers', () => {
  const SDL = 'type Query { a: Int @public  b: Int @auth  c: User @public } type User { d: Int! @auth }';
  const answerTo = (line: string, ...settings: readonly string[]) => {
    const example: Example = read(SDL, ...settings, `${line} -> { any: 1 }`);
    const [question] = example.questions;
    if (!question) throw new Error('There is no question.');
    return answer(example, question);
  };

  test('data, and errors at their paths', async () => {
    expect(await answerTo('# nobody { a b }')).toMatchObject({
      data: { a: 1, b: null },
      errors: ['UNAUTHENTICATED at b'],
      told: [],
    });
    expect(await answerTo('# u1 { a b }')).toMatchObject({ data: { a: 1, b: 1 }, errors: [] });
  });

  test('no data only if no resolver ran', async () => {
    expect((await answerTo('# TOKEN_REVOKED { b }')).data).toBeUndefined();
    const answered = await answerTo('# TOKEN_REVOKED { c { d } }');
    expect(answered).toMatchObject({ data: { c: null }, errors: ['UNAUTHENTICATED at c.d (TOKEN_REVOKED)'] });
  });

  test('what a dry run tells', async () => {
    const dry = await answerTo('# nobody { a b }', '# with { dryRun: true }');
    expect(dry).toMatchObject({ data: { a: 1, b: 1 }, errors: [], told: ['UNAUTHENTICATED at b'] });
  });

  test('an operation that is not valid is no answer', async () => {
    await expect(answerTo('# u1 { z }')).rejects.toThrow('Cannot query field "z"');
  });
});

test('what an example says at the start', () => {
  expect(start(read('type Query { a: Int }')).stops).toEqual([
    'Query.a: This root field does not say who may use it. Write `a: Int @auth` to require a sign-in, `a: Int @auth(role: …)` to require a role, or `a: Int @public` to open it to anyone.',
  ]);
  expect(start(read('type Query { a: Int! @auth }')).warns).toEqual([
    expect.stringMatching(/cannot be null.*Query\.a$/),
  ]);
});

test('a mistake in TypeScript is told with the line of the document', () => {
  const text = "import { protectSchema } from 'portcullis/access';\nprotectSchema(1);\nexport {};\n";
  expect(typeErrorsOf([{ language: 'ts', text, line: 40 }])).toEqual(['41: Expected 2 arguments, but got 1.']);
  expect(
    typeErrorsOf([{ language: 'ts', text: "export { accessTypeDefs } from 'portcullis/access';\n", line: 1 }]),
  ).toEqual([]);
}, 60_000);

test('blocks have the line of their text', () => {
  const lines = readCodeBlocks('docs/auth-directive.md');
  expect(lines[0]).toMatchObject({ language: 'graphql', line: 7 });
});
