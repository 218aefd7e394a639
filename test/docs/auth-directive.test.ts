import { describe, expect, test } from '@jest/globals';
import { readCodeBlocks } from './code-blocks.js';
import { readExample } from './example.js';
import { answer, respond, start } from './run-example.js';
import { typeErrorsOf } from './type-check.js';

const FILE = 'docs/auth-directive.md';
const blocks = readCodeBlocks(FILE);
const graphql = blocks.filter(({ language }) => language === 'graphql');
const typescript = blocks.filter(({ language }) => language === 'ts');

describe('every schema of the document does what is said of it', () => {
  describe.each(graphql.map((block) => [`${FILE}:${block.line}`, block] as const))('%s', (_where, block) => {
    const example = readExample(block);
    const { questions } = example;

    test('at the start', () => {
      const { stops, warns } = start(example);
      expect(asFarAs(example.stops, stops)).toEqual(example.stops);
      expect(asFarAs(example.warns, warns)).toEqual(example.warns);
    });

    if (example.stops.length === 0) {
      test('it shows what is allowed and what is not', () => {
        expect(questions.filter(({ errors }) => errors.length > 0)).not.toEqual([]);
        expect(questions.filter(({ errors }) => errors.length === 0)).not.toEqual([]);
      });
    }

    if (questions.length > 0) {
      test.each(questions.map((question) => [question.text, question] as const))('%s', async (_text, question) => {
        const { data, errors } = await answer(example, question);
        expect({ data, errors }).toEqual({ data: question.data, errors: question.errors });
      });
    }
  });
});

const answers = blocks.flatMap((block, index) => {
  const above = blocks[index - 1];
  return block.language === 'json' && above ? [[`${FILE}:${block.line}`, block, above] as const] : [];
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
});

test('every TypeScript of the document is sound', () => {
  expect(typescript).not.toEqual([]);
  expect(typeErrorsOf(typescript)).toEqual([]);
});

/** The document may tell the beginning of a message alone. */
function asFarAs(told: readonly string[], messages: readonly string[]): readonly string[] {
  return messages.map((message, index) => message.slice(0, told[index]?.length));
}
