import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { answerOf, as, buildSchema, protect, ROLES } from '../support.js';

const NAME = Symbol('name');
const insides: readonly (readonly [string, () => unknown])[] = [
  ['with the same keys', () => ({ k: 1 })],
  ['with symbols as keys', () => ({ [NAME]: Math.random() })],
  ['that are empty', () => ({})],
  ['in lists', () => [1]],
];

/** What the values of an enum are inside looks alike, and one of them is for administrators. */
describe.each(insides)('enum values that are objects %s', (_what, inside) => {
  const schema = protect(
    buildSchema(
      `enum T { MINE ALL @auth(role: ADMIN) }
      input In { t: T = MINE  n: In }
      type Query {
        one(t: T! = MINE): String @public
        list(t: [T] = [MINE]): String @public
        input(in: In = { t: MINE }): String @public
      }
      ${ROLES}`,
      {
        T: { MINE: inside(), ALL: inside() },
        Query: { one: () => 'rows', list: () => 'rows', input: () => 'rows' },
      },
    ),
  );
  const ask = (query: string, variableValues = {}, viewer = as('u1', 'USER')) =>
    Promise.resolve(execute({ schema, document: parse(query), variableValues, contextValue: { viewer } })).then(
      answerOf,
    );

  test.each([
    ['one', '{ one(t: ALL) }', {}],
    ['one', 'query ($t: T!) { one(t: $t) }', { t: 'ALL' }],
    ['list', '{ list(t: [ALL]) }', {}],
    ['list', 'query ($t: [T]) { list(t: $t) }', { t: ['ALL'] }],
    ['input', '{ input(in: { t: ALL }) }', {}],
    ['input', 'query ($i: In) { input(in: $i) }', { i: { t: 'MINE', n: { t: 'ALL' } } }],
  ])('are not taken for the default: %s, %s', async (field, query, variables) => {
    expect(await ask(query, variables)).toMatchObject({
      data: { [field]: null },
      errors: [{ code: 'FORBIDDEN', path: field }],
    });
    expect(await ask(query, variables, as('a', 'ADMIN'))).toEqual({ data: { [field]: 'rows' }, errors: [] });
  });

  test.each([
    ['one', '{ one }'],
    ['one', '{ one(t: MINE) }'],
    ['list', '{ list(t: [MINE]) }'],
    ['input', '{ input(in: { n: { t: MINE } }) }'],
  ])('are open where the default is sent: %s, %s', async (field, query) => {
    expect(await ask(query)).toEqual({ data: { [field]: 'rows' }, errors: [] });
  });
});

test('a promise in a list that ends before it is no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (fault: unknown) => void unhandled.push(fault);
  process.on('unhandledRejection', note);
  try {
    for (const items of [
      ['SUSPECT', Promise.resolve('LEGACY')],
      [null, Promise.resolve('LEGACY')],
    ]) {
      const schema = protect(
        buildSchema(`enum St { OPEN SUSPECT @auth(role: ADMIN) } type Query { n: [St!] @public } ${ROLES}`, {
          Query: { n: () => items },
        }),
      );
      const contextValue = { viewer: as('u1', 'USER') };
      const answer = answerOf(await execute({ schema, document: parse('{ n }'), contextValue }));
      expect(answer).toMatchObject({ data: { n: null }, errors: [{ path: 'n.0' }] });
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
  }
});
