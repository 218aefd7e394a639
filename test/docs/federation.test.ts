import { describe, expect, test } from '@jest/globals';
import { execute } from 'graphql';
import { protectSchema } from '../../src/access/index.js';
import { StartupError } from '../../src/errors.js';
import { type Representation, subgraph } from '../access/subgraph.js';
import { anonymous, answerOf, as, checked, type TestContext } from '../access/support.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { type Example, type Question, readExample } from './example.js';
import { typeErrorsOf } from './type-check.js';

const FILE = 'docs/federation.md';
const blocks = readCodeBlocks(FILE);

/** What the document's own code gives for an order, and the like for an employee. */
const resolvers = {
  Order: { __resolveReference: ({ id }: Representation) => ({ id, buyerId: 'u1', total: 100 }) },
  Employee: { __resolveReference: ({ id }: Representation) => ({ id, salary: 7000 }) },
};

function start({ sdl }: Example) {
  const warns: string[] = [];
  const own = /extend schema/.test(sdl) ? { link: '' } : {};
  const known = Object.entries(resolvers).filter(([name]) => sdl.includes(`type ${name} `));
  const schema = subgraph(sdl, Object.fromEntries(known), own);
  try {
    const access = protectSchema(schema, {
      viewerOf: ({ viewer }: TestContext) => viewer,
      onWarning: (warning) => warns.push(warning.replace(/\n\s+/g, ' ')),
    });
    return { schema: access.schema, warns, stops: [] };
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { schema: undefined, warns, stops: error.problems };
  }
}

async function answer(example: Example, { viewer, operation }: Question) {
  const { schema } = start(example);
  if (!schema) throw new Error('It does not start.');
  const [first] = viewer;
  const word = first?.kind === 'name' ? first.text : '';
  const contextValue = { viewer: word === 'nobody' ? anonymous : /^[A-Z]+$/.test(word) ? as(null, word) : as(word) };
  const { data, errors } = answerOf(await execute({ schema, document: checked(schema, operation), contextValue }));
  return { data, errors: errors.map(({ code, path }) => `${String(code)} at ${path}`) };
}

describe('every schema of the document does what is said of it', () => {
  const graphql = blocks.filter(({ language }) => language === 'graphql');
  describe.each(graphql.map((block) => [`${FILE}:${block.line}`, block] as const))('%s', (_where, block) => {
    const example = readExample(block);

    test('at the start', () => {
      const { stops, warns } = start(example);
      expect({ stops, warns }).toEqual({ stops: example.stops, warns: example.warns });
    });

    for (const question of example.questions)
      test(`${question.text}`, async () => {
        const { data, errors } = question;
        expect(await answer(example, question)).toEqual({ data, errors });
      });
  });

  test('those that start show what is allowed and what is not', () => {
    const questions = graphql.flatMap((block) => readExample(block).questions);
    expect(questions.filter(({ errors }) => errors.length === 0).length).toBeGreaterThan(1);
    expect(questions.filter(({ errors }) => errors.length > 0).length).toBeGreaterThan(2);
  });
});

test('every block is checked, and the TypeScript is sound', () => {
  const others = blocks.filter(({ language }) => language !== 'graphql');
  expect(others.map(({ language }) => language)).toEqual(['ts', 'sh']);
  expect(typeErrorsOf(others.slice(0, 1))).toEqual([]);
}, 60_000);
