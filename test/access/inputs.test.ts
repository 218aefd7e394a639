import { describe, expect, test } from '@jest/globals';
import { execute } from 'graphql';
import type { Viewer } from '../../src/access/index.js';
import {
  type Answer,
  allowed,
  anonymous,
  answerOf,
  as,
  ask,
  checked,
  forbidden,
  scene,
  unauthenticated,
} from './support.js';

const { open, guarded } = scene(
  `
  enum Level { LOW HIGH @auth(role: ADMIN) }
  scalar Tag @auth(role: ADMIN)
  input Patch {
    name: String
    roles: [Role!] @auth(role: ADMIN)
    level: Level = HIGH
    plan: String = "free" @auth(role: ADMIN)
    tag: Tag
    next: Patch
    all: [Patch!]
  }
  interface Saver { save(id: ID @auth(role: SUPPORT), patch: Patch): String }
  type Query implements Saver @auth {
    save(id: ID, patch: Patch, force: Boolean = false @auth(role: ADMIN), depth: Int @auth(claims: [{ name: "depth", argument: "depth" }])): String
    level(level: Level = HIGH, levels: [Level!]): String
    preset(patch: Patch = { plan: "gold", roles: [ADMIN] }): String
  }`,
  {
    Query: {
      save: (_root: unknown, args: unknown) => JSON.stringify(args),
      level: (_root: unknown, args: unknown) => JSON.stringify(args),
      preset: (_root: unknown, args: unknown) => JSON.stringify(args),
    },
  },
);

const user = as('u1', 'USER');
const support = as('u2', 'SUPPORT');
const admin = as('u3', 'ADMIN');

async function send(
  query: string,
  viewer: Viewer,
  variableValues: Record<string, unknown> = {},
  schema = guarded,
): Promise<Answer> {
  return answerOf(
    await execute({ schema, document: checked(schema, query), variableValues, contextValue: { viewer } }),
  );
}

/** Refused to the user, and allowed to the administrator and without protection: with the same answer. */
async function expectForAdmins(query: string, field: string, variables: Record<string, unknown> = {}) {
  const answer = await send(query, admin, variables);
  expect(answer.errors).toEqual([]);
  expect(await send(query, user, variables, open)).toEqual(answer);
  expect(await send(query, user, variables)).toEqual({ data: { [field]: null }, errors: [forbidden(field)] });
  expect(await send(query, anonymous, variables)).toEqual({
    data: { [field]: null },
    errors: [unauthenticated(field)],
  });
}

/** Allowed to everybody who is signed in. */
async function expectForUsers(query: string, variables: Record<string, unknown> = {}) {
  const answer = await send(query, user, variables);
  expect(answer.errors).toEqual([]);
  expect(answer).toEqual(await send(query, user, variables, open));
}

describe('a protected argument', () => {
  test.each([
    ['as a literal', '{ save(force: true) }', {}],
    ['as a variable', 'query ($f: Boolean) { save(force: $f) }', { f: true }],
    ['as the default of a variable', 'query ($f: Boolean = true) { save(force: $f) }', {}],
    ['as an explicit null', '{ save(force: null) }', {}],
    ['as a null from a variable', 'query ($f: Boolean) { save(force: $f) }', { f: null }],
  ])('is refused %s', (_how, query, variables) => expectForAdmins(query, 'save', variables));

  test.each([
    ['left out', '{ save }', {}],
    ['as its own default, written out', '{ save(force: false) }', {}],
    ['as its own default, from a variable', 'query ($f: Boolean) { save(force: $f) }', { f: false }],
    ['as a variable that is not given', 'query ($f: Boolean) { save(force: $f) }', {}],
  ])('asks for nothing %s', (_how, query, variables) => expectForUsers(query, variables));

  test('has what an interface asks of it', async () => {
    expect(await send('{ save(id: "1") }', support)).toEqual(allowed({ save: '{"id":"1","force":false}' }));
    expect(await send('{ save(id: "1") }', user)).toEqual({ data: { save: null }, errors: [forbidden('save')] });
  });

  test('is decided for each use, by what was sent there', async () => {
    const viewer = { ...user, claims: { depth: 2 } };
    const query = '{ own: save(depth: 2) other: save(depth: 3) none: save }';
    expect(await send(query, viewer)).toEqual({
      data: { own: '{"force":false,"depth":2}', other: null, none: '{"force":false}' },
      errors: [forbidden('other')],
    });
  });
});

describe('a protected input field', () => {
  test.each([
    ['in a literal', '{ save(patch: { roles: [ADMIN] }) }', {}],
    ['as an empty list', '{ save(patch: { roles: [] }) }', {}],
    ['as null', '{ save(patch: { roles: null }) }', {}],
    ['in a variable', 'query ($p: Patch) { save(patch: $p) }', { p: { roles: ['USER'] } }],
    ['as a variable in a literal', 'query ($r: [Role!]) { save(patch: { roles: $r }) }', { r: ['USER'] }],
    ['deep down', '{ save(patch: { next: { next: { roles: [USER] } } }) }', {}],
    ['in a list', '{ save(patch: { all: [{ name: "a" }, { roles: [USER] }] }) }', {}],
    ['in a list of one, without brackets', '{ save(patch: { all: { roles: [USER] } }) }', {}],
    ['in another value than its default', '{ save(patch: { plan: "gold" }) }', {}],
    ['as a protected scalar', '{ save(patch: { tag: "x" }) }', {}],
    ['in a default of the argument that was changed', '{ preset(patch: { plan: "gold" }) }', {}],
  ])('is refused %s', (_how, query, variables) =>
    expectForAdmins(query, query.includes('preset') ? 'preset' : 'save', variables),
  );

  test.each([
    ['left out', '{ save(patch: { name: "a", all: [{ name: "b" }] }) }', {}],
    ['as its own default', '{ save(patch: { plan: "free" }) }', {}],
    ['in the default of the argument', '{ preset }', {}],
    ['in the default of the argument, written out', '{ preset(patch: { plan: "gold", roles: [ADMIN] }) }', {}],
    ['as a protected scalar that is null', '{ save(patch: { tag: null }) }', {}],
    ['where the whole input is null', 'query ($p: Patch) { save(patch: $p) }', { p: null }],
  ])('asks for nothing %s', (_how, query, variables) => expectForUsers(query, variables));
});

describe('a protected enum value', () => {
  test.each([
    ['in a list', '{ level(levels: [LOW, HIGH]) }', {}, 'level'],
    ['in a variable', 'query ($l: [Level!]) { level(levels: $l) }', { l: ['HIGH'] }, 'level'],
    [
      'in a nested input',
      '{ save(patch: { next: { all: [{ next: { level: LOW } }] level: LOW } tag: "x" }) }',
      {},
      'save',
    ],
  ])('is refused %s', (_how, query, variables, field) => expectForAdmins(query, field, variables));

  test.each([
    ['that is the default', '{ level }', {}],
    ['that is the default, written out', '{ level(level: HIGH) }', {}],
    ['that is the default of an input field', '{ save(patch: { level: HIGH }) }', {}],
    ['beside one that is not', '{ level(level: LOW, levels: [LOW]) }', {}],
  ])('asks for nothing %s', (_how, query, variables) => expectForUsers(query, variables));
});

test('what the input asks for is asked beside what the field asks for', async () => {
  const { guarded: both } = scene('type Query { f(x: Int @auth(role: ADMIN)): Int @auth(role: EDITOR) }', {
    Query: { f: (_root: unknown, { x }: { x?: number }) => x ?? 0 },
  });
  expect(await ask(both, '{ f }', as('e', 'EDITOR'))).toEqual(allowed({ f: 0 }));
  expect(await ask(both, '{ f(x: 1) }', as('e', 'EDITOR'))).toEqual({ data: { f: null }, errors: [forbidden('f')] });
  expect(await ask(both, '{ f(x: 1) }', as('a', 'ADMIN'))).toEqual({ data: { f: null }, errors: [forbidden('f')] });
  expect(await ask(both, '{ f(x: 1) }', as('b', 'ADMIN', 'EDITOR'))).toEqual(allowed({ f: 1 }));
});
