import { describe, expect, jest, test } from '@jest/globals';
import { execute } from 'graphql';
import { type Policy, protectSchema, type Viewer } from '../../../src/access/index.js';
import { answerOf, as, buildSchema, checked, forbidden, hostile, ROLES } from '../support.js';
import type { AttackContext } from './drivers.js';
import { attacksOn, world } from './harness.js';
import { callable, fickle, forked, hidden } from './odd-values.js';

const OWNERS: Readonly<Record<string, unknown>> = {
  callable: () => callable('u1'),
  hidden: () => hidden(Promise.resolve('u1')),
  forked: () => forked('u1', 'mallory'),
  fickle: () => fickle('mallory', 1),
  callableFork: () => callable(forked('u1', 'mallory')),
};
const names = Object.keys(OWNERS);
const owned = world({
  sdl: `
    type Query { row: Row @public }
    type Row {
      ${names.map((name) => `${name}: ID  by_${name}: String @auth(anyOf: [{ role: ADMIN }, { owner: "${name}" }])`).join('\n')}
      ${names.map((name) => `of_${name}: String @auth(anyOf: [{ role: ADMIN }, { claims: [{ name: "org", field: "${name}" }] }])`).join('\n')}
    }`,
  resolvers: {
    Query: { row: () => ({}) },
    Row: {
      ...OWNERS,
      ...Object.fromEntries(
        names.flatMap((name) => [`by_${name}`, `of_${name}`].map((field) => [field, () => 'treasure'])),
      ),
    },
  },
});
const fields = names.flatMap((name) => [`by_${name}`, `of_${name}`]);
const mine = names.filter((name) => name !== 'fickle').flatMap((name) => [`by_${name}`, `of_${name}`]);
const member = (subject: string): Viewer => hostile({ subject, claims: { org: subject } });

describe('an owner that is promised in another way', () => {
  attacksOn(owned, [
    {
      name: 'is who the promise gives, and nobody else',
      query: `{ row { ${fields.join(' ')} } }`,
      viewer: member('mallory'),
      leaks: /treasure/,
      data: { row: Object.fromEntries(fields.map((field) => [field, null])) },
      errors: fields.map((field) => forbidden(`row.${field}`)),
    },
    {
      name: 'is let through',
      query: `{ row { ${mine.join(' ')} by_fickle } }`,
      viewer: member('u1'),
      leaks: /by_fickle":"treasure/,
      data: { row: { ...Object.fromEntries(mine.map((field) => [field, 'treasure'])), by_fickle: null } },
      errors: [forbidden('row.by_fickle')],
    },
  ]);
});

const ANSWERS: Readonly<Record<string, Policy<AttackContext>>> = {
  yes: () => callable(true),
  hiddenYes: () => hidden(Promise.resolve(true)),
  no: () => callable(false),
  one: () => callable(1),
  itself: () => callable(() => true),
  forkedNo: () => forked(false, true),
};
const asked = Object.keys(ANSWERS);
const refused = asked.filter((name) => !/yes/i.test(name));
const asking = world({
  sdl: `type Query { ${asked.map((name) => `${name}: String @auth(policy: "${name}")`).join('\n')} }`,
  resolvers: { Query: Object.fromEntries(asked.map((name) => [name, () => 'treasure'])) },
  options: { policies: ANSWERS },
});

describe('an answer of a policy that is promised in another way', () => {
  attacksOn(asking, [
    {
      name: 'grants if it is true',
      query: `{ ${asked.join(' ')} }`,
      rightful: null,
      leaks: /"(no|one|itself|forkedNo)":"treasure/,
      data: Object.fromEntries(asked.map((name) => [name, refused.includes(name) ? null : 'treasure'])),
      errors: refused.map(forbidden),
    },
  ]);
});

test('a viewer who is promised by a function is no viewer', async () => {
  const schema = buildSchema(`type Query { a: Int @auth } ${ROLES}`, { Query: { a: () => 1 } });
  const onFailure = jest.fn();
  const viewer = Object.assign(callable(as('u1')), as('u1'));
  const { schema: guarded } = protectSchema(schema, { viewerOf: () => viewer, onFailure });
  const answer = answerOf(await execute({ schema: guarded, document: checked(guarded, '{ a }'), contextValue: {} }));
  expect(answer).toEqual({ data: { a: null }, errors: [{ path: 'a', code: undefined }] });
});

describe('an object that is a function', () => {
  const row = Object.assign(() => {}, { by: 'u1', text: 'treasure' });
  const sees = jest.fn(({ source }: { readonly source: unknown }) => source === row);
  const functions = world({
    sdl: `
      type Query { row: Row @public  kept: Kept @public }
      type Row @auth(owner: "by") { by: ID  text: String }
      type Kept @auth(policy: "sees") { by: ID  text: String }`,
    resolvers: { Query: { row: () => row, kept: () => row } },
    options: { policies: { sees } },
  });
  attacksOn(functions, [
    {
      name: 'is read, and decided once, like any other',
      query: '{ row { text } kept { by text } }',
      rightful: null,
      leaks: /"row":\{"text":"treasure/,
      data: { row: { text: null }, kept: { by: 'u1', text: 'treasure' } },
      errors: [forbidden('row.text')],
    },
  ]);

  test('for each operation', async () => {
    sees.mockClear();
    const { schema } = functions.guarded;
    const document = checked(schema, '{ row { text } kept { by text } }');
    const answer = answerOf(await execute({ schema, document, contextValue: { viewer: as('u1') } }));
    expect(answer).toEqual({ data: { row: { text: 'treasure' }, kept: { by: 'u1', text: 'treasure' } }, errors: [] });
    expect(sees).toHaveBeenCalledTimes(1);
  });
});
