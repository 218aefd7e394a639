import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { accessTypeDefs, anonymous, protectSchema } from '../../src/access/index.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { type Question, readExample } from './example.js';
import { answer, respond, start } from './run-example.js';
import { typeErrorsOf } from './type-check.js';

const FILES = ['auth-directive', 'policies', 'protect-schema', 'code-first', 'introspection'].map(
  (name) => `docs/${name}.md`,
);
const blocks = FILES.flatMap((file) =>
  readCodeBlocks(file).map((block) => ({ ...block, where: `${file}:${block.line}` })),
);
const [definitions, graphql] = partition(
  blocks.filter(({ language }) => language === 'graphql'),
  ({ text }) => text.startsWith('directive '),
);
const typescript = blocks.filter(({ language }) => language === 'ts');

describe('every schema of these pages does what is said of it', () => {
  describe.each(graphql.map((block) => [block.where, block] as const))('%s', (_where, block) => {
    const example = readExample(block);
    const { questions } = example;

    test('at the start', () => {
      const { stops, warns } = start(example);
      expect(asFarAs(example.stops, stops)).toEqual(example.stops);
      expect(asFarAs(example.warns, warns)).toEqual(example.warns);
    });

    if (example.stops.length === 0) {
      test('it shows what is allowed and what is not', () => {
        const isAllowed = ({ errors, told }: Question) => errors.length + told.length === 0;
        expect([questions.some(isAllowed), questions.every(isAllowed)]).toEqual([true, false]);
      });
    }

    if (questions.length > 0) {
      test.each(questions.map((question) => [question.text, question] as const))('%s', async (_text, question) => {
        const { data, errors, told, ends } = question;
        expect(await answer(example, question)).toEqual({ data, errors, told, ends });
      });
    }
  });
});

const answers = blocks.flatMap((block, index) => {
  const above = blocks[index - 1];
  return block.language === 'json' && above ? [[block.where, block, above] as const] : [];
});

test.each(answers)('%s is the whole of the answer above it', async (_where, { text }, above) => {
  const example = readExample(above);
  const question = example.questions.at(-1);
  const response = question && (await respond(example, question));
  expect(JSON.parse(JSON.stringify(response?.result))).toEqual(JSON.parse(text));
});

test('every block is checked', () => {
  expect(blocks.filter(({ language }) => !['graphql', 'json', 'ts'].includes(language))).toEqual([]);
  expect(graphql.length).toBeGreaterThan(30);
  expect(FILES.filter((file) => !blocks.some(({ where }) => where.startsWith(file)))).toEqual([]);
});

test('the definitions are those of accessTypeDefs', () => {
  expect(definitions.map(({ text }) => print(parse(text)))).toEqual([print(parse(accessTypeDefs()))]);
});

test('typeDefs that are put together in one array keep each rule by itself', () => {
  const files = [
    'type Query { note: Note @public }',
    'type Note @auth(anyOf: [{ role: ADMIN }, { scopes: ["a"] }]) { text: String }',
    'extend type Note @auth(anyOf: [{ role: ADMIN }, { scopes: ["b"] }]) @auth(scopes: ["c"])',
    'enum Role { ADMIN }',
  ];
  for (const typeDefs of [
    [accessTypeDefs(), ...files],
    [...files, accessTypeDefs()],
  ]) {
    const { table } = protectSchema(makeExecutableSchema({ typeDefs }), { viewerOf: () => anonymous });
    const alternatives = (scope: string) => [[{ kind: 'role', role: 'ADMIN' }], [{ kind: 'scope', scope }]];
    const both = [alternatives('a'), alternatives('b'), [[{ kind: 'scope', scope: 'c' }]]];
    expect(table.rules.get('Note.text')?.map(({ anyOf }) => anyOf)).toEqual(both);
  }
});

test('every TypeScript of these pages is sound', () => {
  expect(typescript).not.toEqual([]);
  expect(typeErrorsOf(typescript)).toEqual([]);
}, 60_000);

/** A page may have the beginning of a message alone. */
function asFarAs(told: readonly string[], messages: readonly string[]): readonly string[] {
  return messages.map((message, index) => message.slice(0, told[index]?.length));
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
