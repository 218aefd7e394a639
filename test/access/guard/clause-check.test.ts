import { describe, expect, jest, test } from '@jest/globals';
import { parse } from 'graphql';
import type { Viewer } from '../../../src/access/index.js';
import { allowed, anonymous, as, ask, forbidden, hostile, scene, unauthenticated } from '../support.js';

const may = jest.fn((_input: unknown): unknown => true);

/** `text`, asked for with `org: "a"`, of a document of `u1` in the organization `a`. */
async function sees(rule: string, viewer: Viewer, doc: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
  may.mockClear();
  const { open, guarded } = scene(
    `type Query { doc: Doc @public } type Doc { by: ID of: ID text(org: ID): String ${rule} }`,
    {},
    { policies: { may } },
  );
  const root = { doc: { by: 'u1', of: 'a', text: 'private', ...doc } };
  const query = '{ doc { text(org: "a") } }';
  expect(await ask(open, query, anonymous, root)).toEqual(allowed({ doc: { text: 'private' } }));
  const answer = await ask(guarded, query, viewer, root);
  const isSeen = answer.errors.length === 0;
  const error = viewer.authenticated === true ? forbidden('doc.text') : unauthenticated('doc.text');
  expect(answer).toEqual(
    isSeen ? allowed({ doc: { text: 'private' } }) : { data: { doc: { text: null } }, errors: [error] },
  );
  return isSeen;
}

const nobody = as('u9');
const claims = (value: unknown) => hostile({ subject: 'u9', claims: { org: value } });

describe('each of the alternatives is enough', () => {
  const rule = `@auth(anyOf: [
    { role: ADMIN }, { scopes: ["x", "y"] }, { claims: [{ name: "tier", equals: "gold" }] }
    { claims: [{ name: "org", argument: "org" }] }, { claims: [{ name: "unit", field: "of" }] }
    { owner: "by" }, { role: USER, policy: "may" }
  ])`;

  test.each<[string, Viewer, boolean]>([
    ['the role', as('u9', 'ADMIN'), true],
    ['the scopes', hostile({ subject: 'u9', scopes: ['x', 'y'] }), true],
    ['one scope of two', hostile({ subject: 'u9', scopes: ['x'] }), false],
    ['the claim', hostile({ subject: 'u9', claims: { tier: 'gold' } }), true],
    ['the claim of the argument', claims('a'), true],
    ['another claim', claims('b'), false],
    ['the claim of the field', hostile({ subject: 'u9', claims: { unit: 'a' } }), true],
    ['the claim of another field', hostile({ subject: 'u9', claims: { unit: 'b' } }), false],
    ['the owner', as('u1'), true],
    ['a role and the policy', as('u9', 'USER'), true],
    ['nothing of it', nobody, false],
    [
      'an anonymous viewer who claims it all',
      hostile({ authenticated: false, roles: ['ADMIN'], scopes: ['x', 'y'] }),
      false,
    ],
  ])('%s', async (_what, viewer, expected) => {
    expect(await sees(rule, viewer)).toBe(expected);
  });

  test('the policy is asked only where its alternative is open', async () => {
    expect(await sees(rule, nobody)).toBe(false);
    expect(may).not.toHaveBeenCalled();
    expect(await sees(rule, as('u9', 'ADMIN'))).toBe(true);
    expect(may).not.toHaveBeenCalled();
    expect(await sees(rule, as('u9', 'USER'))).toBe(true);
    expect(may).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['an owner after it', '@auth(anyOf: [{ policy: "may" }, { owner: "by" }])'],
    ['an owner before it', '@auth(anyOf: [{ owner: "by" }, { policy: "may" }])'],
    ['a field after it', '@auth(anyOf: [{ policy: "may" }, { claims: [{ name: "unit", field: "of" }] }])'],
    ['an owner beside another', '@auth(anyOf: [{ policy: "may", owner: "by" }, { owner: "by" }])'],
  ])('the policy is asked last: not if %s holds, and if it does not', async (_what, anyOf) => {
    const viewer = hostile({ subject: 'u1', claims: { unit: 'a' } });
    for (const doc of [{}, { by: Promise.resolve('u1'), of: Promise.resolve('a') }]) {
      expect(await sees(anyOf, viewer, doc)).toBe(true);
      expect(may).not.toHaveBeenCalled();
    }
    const isAlone = !anyOf.includes('"may", owner');
    for (const doc of [
      { by: 'u2', of: 'b' },
      { by: Promise.resolve('u2'), of: Promise.resolve('b') },
    ]) {
      expect(await sees(anyOf, viewer, doc)).toBe(isAlone);
      expect(may).toHaveBeenCalledTimes(isAlone ? 1 : 0);
    }
  });

  test('one that cannot be found out does not spoil the others', async () => {
    may.mockImplementation(() => {
      throw new Error('away');
    });
    expect(await sees('@auth(anyOf: [{ policy: "may" }, { owner: "by" }])', as('u1'))).toBe(true);
    expect(await sees('@auth(anyOf: [{ policy: "may" }, { owner: "by" }])', as('u2'))).toBe(false);
    may.mockImplementation(() => Promise.reject(new Error('away')));
    expect(
      await sees('@auth(anyOf: [{ policy: "may" }, { owner: "by" }])', as('u1'), { by: Promise.resolve('u1') }),
    ).toBe(true);
    expect(
      await sees('@auth(anyOf: [{ policy: "may" }, { owner: "by" }])', as('u2'), { by: Promise.resolve('u1') }),
    ).toBe(false);
    may.mockImplementation(() => true);
  });
});

describe('the parts of one alternative, or of one directive, hold together', () => {
  const parts =
    'role: USER, scopes: ["x"], claims: [{ name: "org", argument: "org" }, { name: "org", field: "of" }], owner: "by", policy: "may"';
  const full = { subject: 'u1', roles: ['USER'], scopes: ['x'], claims: { org: 'a' } };

  describe.each([[`@auth(${parts})`], [`@auth(anyOf: [{ ${parts} }, { role: ADMIN, scopes: "z" }])`]])('%s', (rule) => {
    test('all of them', async () => {
      expect(await sees(rule, hostile(full))).toBe(true);
    });

    test.each([
      ['the role', { roles: [] }],
      ['the scope', { scopes: [] }],
      ['the claim', { claims: { org: 'b' } }],
      ['any claim', { claims: {} }],
      ['a subject', { subject: null }],
      ['the right subject', { subject: 'u2' }],
    ])('without %s', async (_what, missing) => {
      expect(await sees(rule, hostile({ ...full, ...missing }))).toBe(false);
    });

    test('without the object', async () => {
      expect(await sees(rule, hostile(full), { of: 'b' })).toBe(false);
      expect(await sees(rule, hostile(full), { by: 'u2' })).toBe(false);
      expect(await sees(rule, hostile(full), { by: Promise.resolve('u2') })).toBe(false);
    });

    test('without the policy', async () => {
      for (const answer of [false, Promise.resolve(false), 1]) {
        may.mockImplementationOnce(() => answer);
        expect(await sees(rule, hostile(full))).toBe(false);
      }
    });

    test.each([
      ['the role', { roles: [] }],
      ['the scope', { scopes: [] }],
      ['any claim', { claims: {} }],
      ['a subject', { subject: '' }],
    ])('the policy is not asked for who is without %s', async (_what, missing) => {
      expect(await sees(rule, hostile({ ...full, ...missing }))).toBe(false);
      expect(may).not.toHaveBeenCalled();
    });
  });
});

test('a policy of the type that is refused by the token is not asked, nor is the resolver that leads there', async () => {
  may.mockClear();
  const doc = jest.fn(() => ({ id: 'd1' }));
  const body = 'type Query { doc: Doc @public } type Doc @auth(role: ADMIN, policy: "may") { id: ID }';
  const { guarded } = scene(body, { Query: { doc } }, { policies: { may } });
  expect(await ask(guarded, '{ doc { id } }', as('u1'))).toEqual({ data: { doc: null }, errors: [forbidden('doc')] });
  expect([may.mock.calls.length, doc.mock.calls.length]).toEqual([0, 0]);
  expect(await ask(guarded, '{ doc { id } }', as('u1', 'ADMIN'))).toEqual(allowed({ doc: { id: 'd1' } }));
  expect([may.mock.calls.length, doc.mock.calls.length]).toEqual([1, 1]);
});

test('a guard stays synchronous unless what it asks is not', () => {
  const { guarded } = scene(
    'type Query { a(n: Int): Int @auth(role: USER, policy: "may", claims: { name: "n", argument: "n" }) }',
    {},
    { policies: { may } },
  );
  const resolve = guarded.getQueryType()?.getFields().a?.resolve;
  const viewer = { ...as('u1', 'USER'), claims: { n: 1 } };
  const [operation] = parse('{ a(n: 1) }').definitions;
  const info = {
    variableValues: {},
    fieldName: 'a',
    schema: guarded,
    operation,
    fragments: {},
  } as unknown as Parameters<NonNullable<typeof resolve>>[3];
  expect(resolve?.({ a: 5 }, { n: 1 }, { viewer }, info)).toBe(5);
  may.mockImplementationOnce(async () => true);
  expect(resolve?.({ a: 5 }, { n: 1 }, { viewer }, info)).toBeInstanceOf(Promise);
});
