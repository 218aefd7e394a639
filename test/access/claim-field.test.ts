import { describe, expect, jest, test } from '@jest/globals';
import type { Viewer } from '../../src/access/index.js';
import {
  allowed,
  anonymous,
  as,
  ask,
  forbidden,
  onlyProblemOf,
  problemsOf,
  ROLES,
  scene,
  unauthenticated,
  withClaims,
} from './support.js';

const query = '{ doc { open text } }';
const rule = '@auth(claims: [{ name: "org", field: "of" }])';
const onField = `type Query { doc: Doc @public } type Doc { of: ID open: Int text: String ${rule} }`;
const onType = `type Query { doc: Doc @public } type Doc ${rule} { of: ID open: Int text: String }`;
const full = { open: 1, text: 'private' };
const ofA = withClaims({ org: 'a' });
const seen = allowed({ doc: full });
const hidden = { data: { doc: { open: 1, text: null } }, errors: [forbidden('doc.text')] };
const none = { data: { doc: { open: null, text: null } }, errors: [forbidden('doc.open'), forbidden('doc.text')] };

function askDoc(body: string, of: unknown, viewer: Viewer = ofA, Doc: Record<string, () => unknown> = {}) {
  return ask(scene(body, { Doc }).guarded, query, viewer, { doc: { ...full, of } });
}

function fail(): never {
  throw new Error('cannot read the field');
}

const hiddenFromAll = { data: hidden.data, errors: [unauthenticated('doc.text')] };
const notEvenRead = { data: { doc: null }, errors: [unauthenticated('doc')] };

describe.each([
  ['a field', onField, hidden, hiddenFromAll],
  ['a type', onType, none, notEvenRead],
])('a claim compared with a field of the object, on %s', (_where, body, refused, refusedToNobody) => {
  test('lets in whose claim it is, and nobody else', async () => {
    expect(await askDoc(body, 'a')).toEqual(seen);
    expect(await askDoc(body, 'b')).toEqual(refused);
    expect(await ask(scene(body).open, query, anonymous, { doc: { ...full, of: 'b' } })).toEqual(seen);
  });

  test('asks for a signed-in viewer', async () => {
    expect(await askDoc(body, 'a', anonymous)).toEqual(refusedToNobody);
  });

  test('one of several claims is enough; a number equals its text', async () => {
    expect(await askDoc(body, 'a', withClaims({ org: ['b', 'a'] }))).toEqual(seen);
    expect(await askDoc(body, 'a', withClaims({ org: ['b', 'c'] }))).toEqual(refused);
    expect(await askDoc(body, 7, withClaims({ org: 7 }))).toEqual(seen);
    expect(await askDoc(body, '7', withClaims({ org: 7 }))).toEqual(seen);
    expect(await askDoc(body, 7, withClaims({ org: '07' }))).toEqual(refused);
  });

  test('a null on either side refuses', async () => {
    for (const org of [null, undefined, 'null', 'undefined', '', [], [null]]) {
      expect(await askDoc(body, null, withClaims({ org }))).toEqual(refused);
      expect(await askDoc(body, undefined, withClaims({ org }))).toEqual(refused);
      expect(await askDoc(body, 'a', withClaims({ org }))).toEqual(refused);
    }
    expect(await askDoc(body, 'a', withClaims({}))).toEqual(refused);
  });

  test('the subject is no claim, unless the token says so', async () => {
    expect(await askDoc(body, 'a', as('a'))).toEqual(refused);
  });

  test('is read through the resolver of the field, at once or later', async () => {
    expect(await askDoc(body, 'b', ofA, { of: () => 'a' })).toEqual(seen);
    expect(await askDoc(body, 'b', ofA, { of: async () => 'a' })).toEqual(seen);
    expect(await askDoc(body, 'a', ofA, { of: () => 'b' })).toEqual(refused);
    expect(await askDoc(body, 'a', ofA, { of: async () => 'b' })).toEqual(refused);
    expect(await askDoc(body, 'a', ofA, { of: fail })).toEqual(refused);
    expect(await askDoc(body, 'a', ofA, { of: async () => fail() })).toEqual(refused);
    expect(await askDoc(body, 'a', ofA, { of: async () => ({}) })).toEqual(refused);
  });
});

test('on a type the field is read once for each object, on a field for each use', async () => {
  const wide = '{ doc { open text again: text } }';
  for (const [body, calls] of [
    [onType, 1],
    [onField, 2],
  ] as const) {
    const of = jest.fn(async () => 'a');
    const { guarded } = scene(body, { Doc: { of } });
    expect((await ask(guarded, wide, ofA, { doc: full })).errors).toEqual([]);
    expect(of).toHaveBeenCalledTimes(calls);
  }
});

test('it is not read for whom the token refuses', async () => {
  const of = jest.fn(() => 'a');
  const { guarded } = scene(onField, { Doc: { of } });
  expect((await ask(guarded, query, withClaims({ org: {} }), { doc: full })).errors).toEqual([forbidden('doc.text')]);
  expect((await ask(guarded, query, anonymous, { doc: full })).errors).toEqual([unauthenticated('doc.text')]);
  expect(of).not.toHaveBeenCalled();
});

test('why it could not be read is told to onFailure', async () => {
  const onFailure = jest.fn();
  for (const read of [fail, async () => fail()]) {
    const { guarded } = scene(onField, { Doc: { of: read } }, { onFailure });
    expect(await ask(guarded, query, ofA, { doc: full })).toEqual(hidden);
  }
  const cause = new Error('cannot read the field');
  expect(onFailure.mock.calls).toEqual([[cause], [cause]]);
});

describe('mistakes', () => {
  const TYPE = 'id: ID! ok: Boolean ids: [ID] at(x: Int!): ID parent: T';
  const mend = 'Name an ID, String or Int field of the type.';

  test.each([
    ['uid', 'which is not a field of T.'],
    ['constructor', 'which is not a field of T.'],
    ['__proto__', 'which is not a field of T.'],
    ['parent.id', 'which is not a field of T.'],
    ['ok', 'which is of type Boolean.'],
    ['ids', 'which is of type [ID].'],
    ['at', 'which has a required argument.'],
    ['parent', 'which is of type T.'],
  ])('field: %j', (field, problem) => {
    const claim = `@auth(claims: [{ name: "org", field: "${field}" }])`;
    expect(onlyProblemOf(`type T { ${TYPE} f: Int ${claim} }`)).toBe(
      `schema/x.graphql:1 T.f: field names "${field}", ${problem} ${mend}`,
    );
    expect(onlyProblemOf(`type T ${claim} { ${TYPE} }`)).toBe(
      `schema/x.graphql:1 T: field names "${field}", ${problem} ${mend}`,
    );
  });

  test.each([['null'], ['""'], ['id'], ['1'], ['["id"]']])('field: %s', (value) => {
    const problem = onlyProblemOf(`type T { ${TYPE} f: Int @auth(claims: [{ name: "org", field: ${value} }]) }`);
    expect(problem).toContain(`@auth's field cannot be ${value}. Write the name of a field in quotes`);
  });

  test.each([
    ['type Query { id: ID @auth(claims: [{ name: "org", field: "id" }]) }'],
    ['type Query @auth(anyOf: [{ claims: { name: "org", field: "id" } }]) { id: ID }'],
    ['type Query { a: ID @public } type Mutation { id: ID @auth(claims: [{ name: "org", field: "id" }]) }'],
    ['interface Any { id: ID @auth(claims: [{ name: "org", field: "id" }]) } type Query implements Any { id: ID }'],
  ])('not on a root type: %s', (body) => {
    expect(problemsOf(`${body} ${ROLES}`)).toEqual([expect.stringContaining('field cannot be used on ')]);
  });
});
