import { beforeEach, describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { repeat } from '../planned.js';
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
  withScopes,
} from '../support.js';

let ran: string[] = [];

/** Fragments on `Doc` that go one `next` deeper each, to an allowed field. */
function chain(depth: number): string {
  const fragments = repeat(depth, (i) => `fragment F${i} on Doc { next { ...F${i + 1} } }`);
  return `${fragments} fragment F${depth} on Doc { title }`;
}

const note = (name: string, value: unknown) => () => {
  ran.push(name);
  return value;
};

const { open, guarded } = scene(
  `
  interface Node { id: ID  secret: String }
  type Doc implements Node { id: ID  secret: String @auth(role: ADMIN)  title: String  mine: String @auth(owner: "id")  next: Doc }
  type Pic implements Node { id: ID  secret: String @auth(role: EDITOR) }
  type Raw implements Node { id: ID  secret: String }
  union Hidden = Doc | Pic
  union Any = Doc | Raw
  type Query { ok: Int @public  secret: Int @auth(role: ADMIN) }
  type Mutation {
    ping: Int @public
    wipe: Int @auth(role: ADMIN)
    must: Int! @auth(role: ADMIN)
    set(x: Int @auth(role: ADMIN)): Int @public
    org(id: ID): Int @auth(claims: [{ name: "org", argument: "id" }])
    doc: Doc @public
    docs: [Doc!] @public
    node: Node @public
    hidden: Hidden @public
    any: Any @public
  }`,
  {
    Node: { __resolveType: () => 'Raw' },
    Hidden: { __resolveType: () => 'Doc' },
    Any: { __resolveType: () => 'Raw' },
    Query: { ok: () => 1, secret: () => 2 },
    Mutation: {
      ping: note('ping', 1),
      wipe: note('wipe', 1),
      must: note('must', 1),
      set: note('set', 1),
      org: note('org', 1),
      doc: note('doc', { id: 'd', secret: 's', title: 't', mine: 'm', next: { id: 'e', secret: 's' } }),
      docs: note('docs', []),
      node: note('node', { id: 'n', secret: 's' }),
      hidden: note('hidden', { id: 'd', secret: 's' }),
      any: note('any', { id: 'r', secret: 's' }),
    },
  },
);

const user = as('u1', 'USER');
const admin = as('u2', 'ADMIN');

beforeEach(() => {
  ran = [];
});

const NOT_RUN = (path: string, code = 'FORBIDDEN') => ({ path, code, reason: 'NOT_RUN' });
const REFUSED = (path: string) => ({ path, code: 'FORBIDDEN' });

/** Without protection it runs; with it, nothing does. */
async function expectNothingRuns(query: string, answer: Answer, variableValues: Record<string, unknown> = {}) {
  const run = async (schema: typeof open) =>
    answerOf(
      await execute({ schema, document: checked(schema, query), variableValues, contextValue: { viewer: user } }),
    );
  await run(open);
  expect(ran.length).toBeGreaterThan(0);
  ran = [];
  expect(await run(guarded)).toEqual(answer);
  expect(ran).toEqual([]);
}

describe('a mutation with a refusal runs nothing', () => {
  test.each<[string, string, Answer, Record<string, unknown>?]>([
    [
      'first',
      'mutation { wipe ping }',
      { data: { wipe: null, ping: null }, errors: [REFUSED('wipe'), NOT_RUN('ping')] },
    ],
    [
      'last',
      'mutation { ping wipe }',
      { data: { ping: null, wipe: null }, errors: [NOT_RUN('ping'), REFUSED('wipe')] },
    ],
    [
      'under aliases',
      'mutation { a: ping b: wipe }',
      { data: { a: null, b: null }, errors: [NOT_RUN('a'), REFUSED('b')] },
    ],
    [
      'in a fragment',
      'mutation { ping ...F } fragment F on Mutation { ... { wipe } }',
      { data: { ping: null, wipe: null }, errors: [NOT_RUN('ping'), REFUSED('wipe')] },
    ],
    ['that is not null', 'mutation { ping must }', { data: null, errors: [NOT_RUN('ping'), REFUSED('must')] }],
    [
      'in an argument',
      'mutation { ping set(x: 1) }',
      { data: { ping: null, set: null }, errors: [NOT_RUN('ping'), REFUSED('set')] },
    ],
    [
      'in a variable',
      'mutation ($x: Int) { ping set(x: $x) }',
      { data: { ping: null, set: null }, errors: [NOT_RUN('ping'), REFUSED('set')] },
      { x: 1 },
    ],
    [
      'of a claim',
      'mutation { ping org(id: "o2") }',
      { data: { ping: null, org: null }, errors: [NOT_RUN('ping'), REFUSED('org')] },
    ],
    [
      'deep down',
      'mutation { ping doc { title next { secret } } }',
      { data: { ping: null, doc: null }, errors: [NOT_RUN('ping'), REFUSED('doc.next.secret')] },
    ],
    [
      'in a list',
      'mutation { ping docs { s: secret } }',
      { data: { ping: null, docs: null }, errors: [NOT_RUN('ping'), REFUSED('docs.s')] },
    ],
    [
      'for every type of a union',
      'mutation { ping hidden { ... on Node { secret } } }',
      { data: { ping: null, hidden: null }, errors: [NOT_RUN('ping'), REFUSED('hidden.secret')] },
    ],
    [
      'in the operation chosen by @include',
      'mutation ($b: Boolean = true) { ping wipe @include(if: $b) }',
      { data: { ping: null, wipe: null }, errors: [NOT_RUN('ping'), REFUSED('wipe')] },
    ],
  ])('%s', (...[, query, answer, variables]) => expectNothingRuns(query, answer, variables));

  test('for an anonymous viewer, who learns why', async () => {
    expect(await ask(guarded, 'mutation { ping wipe }', anonymous)).toEqual({
      data: { ping: null, wipe: null },
      errors: [NOT_RUN('ping', 'UNAUTHENTICATED'), { path: 'wipe', code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
    });
    expect(ran).toEqual([]);
  });
});

describe('a mutation without a certain refusal runs', () => {
  test.each([
    ['what is allowed', 'mutation { ping wipe }', admin, { ping: 1, wipe: 1 }],
    ['what is public', 'mutation { ping set }', anonymous, { ping: 1, set: 1 }],
    ['what is skipped', 'mutation { ping wipe @skip(if: true) }', user, { ping: 1 }],
    [
      'what is not included',
      'mutation ($b: Boolean = false) { ping ...F @include(if: $b) } fragment F on Mutation { wipe }',
      user,
      { ping: 1 },
    ],
    [
      'what is refused of a type that the object may not have',
      'mutation { any { ... on Doc { secret } ... on Raw { secret } } }',
      user,
      { any: { secret: 's' } },
    ],
    ['what is refused for some types of an interface', 'mutation { node { secret } }', user, { node: { secret: 's' } }],
  ])('%s', async (_what, query, viewer, data) => expect(await ask(guarded, query, viewer)).toEqual(allowed(data)));

  test('what depends on the object, which is refused alone', async () => {
    expect(await ask(guarded, 'mutation { ping doc { mine title } }', user)).toEqual({
      data: { ping: 1, doc: { mine: null, title: 't' } },
      errors: [REFUSED('doc.mine')],
    });
  });

  test('of several operations, the one that was asked for', async () => {
    const document = checked(guarded, 'mutation A { ping } mutation B { wipe }');
    const run = (operationName: string) =>
      execute({ schema: guarded, document, operationName, contextValue: { viewer: user } });
    expect(answerOf(await run('A'))).toEqual(allowed({ ping: 1 }));
    expect(answerOf(await run('B'))).toEqual({ data: { wipe: null }, errors: [REFUSED('wipe')] });
  });
});

test('one document, run interleaved by two viewers, is decided for each', async () => {
  const document = checked(guarded, 'mutation { ping wipe }');
  const variableValues = {};
  const run = (viewer: typeof user) => execute({ schema: guarded, document, variableValues, contextValue: { viewer } });
  const [one, other, third] = await Promise.all([run(user), run(admin), run(user)]);
  expect(answerOf(one ?? {}).data).toEqual({ ping: null, wipe: null });
  expect(answerOf(other ?? {})).toEqual(allowed({ ping: 1, wipe: 1 }));
  expect(answerOf(third ?? {}).data).toEqual({ ping: null, wipe: null });
});

test('a query answers what is allowed, beside what is not', async () => {
  expect(await ask(guarded, '{ ok secret }', user)).toEqual({
    data: { ok: 1, secret: null },
    errors: [REFUSED('secret')],
  });
});

test('a query that reaches the mutations by a field is a query all the same', async () => {
  const { guarded: looped } = scene(
    'type Query { mutations: Mutation @public } type Mutation { a: Int @public  b: Int @auth(role: ADMIN) }',
    { Query: { mutations: () => ({ a: 1, b: 2 }) } },
  );
  expect(await ask(looped, '{ mutations { a b } }', user)).toEqual({
    data: { mutations: { a: 1, b: null } },
    errors: [REFUSED('mutations.b')],
  });
  expect(await ask(looped, '{ mutations { a b } }', admin)).toEqual(allowed({ mutations: { a: 1, b: 2 } }));
});

test.each([
  ['wide', `d: doc { ${repeat(20_001, (i) => `a${i}: title`)} } ping`, ''],
  ['deep', 'd: doc { ...F0 } ping', chain(200)],
  ['endless', 'd: doc { ...F } ping', 'fragment F on Doc { title next { ...F } }'],
])('an operation that is too %s to look at is refused, and nothing of it runs', async (_how, selections, fragments) => {
  // To see that it is not valid takes graphql-js long.
  const document = parse(`mutation { ${selections} } ${fragments}`);
  const run = async (schema: typeof open) =>
    answerOf(await execute({ schema, document, contextValue: { viewer: admin } }));
  await run(open);
  expect(ran.length).toBeGreaterThan(1);
  ran = [];
  const { data, errors } = await run(guarded);
  expect(ran).toEqual([]);
  const keys = Object.keys(data as object);
  expect(data).toEqual(Object.fromEntries(keys.map((key) => [key, null])));
  expect(errors).toEqual(keys.map((path) => ({ path, code: 'BAD_USER_INPUT' })));
});

test('fragments that are nested and used again and again cost no more than their length', async () => {
  const fragments = Array.from(
    { length: 40 },
    (_, i) => `fragment F${i} on Doc { a: next { ...F${i + 1} } b: next { ...F${i + 1} } }`,
  ).join('\n');
  const query = `mutation { doc { ...F0 } } ${fragments} fragment F40 on Doc { title }`;
  const nothing = scene(
    'type Doc { title: String next: Doc @auth(role: ADMIN) } type Query { a: Int @public } type Mutation { doc: Doc @public }',
    {
      Mutation: { doc: () => null },
    },
  );
  const answer = await execute({
    schema: nothing.guarded,
    document: parse(query),
    contextValue: { viewer: admin },
  });
  expect(answerOf(answer)).toEqual(allowed({ doc: null }));
});

test('a query is answered in part however large it is, with each refusal in its place', async () => {
  const node = (_: unknown, { id }: { readonly id: number }) => ({ id, title: 'title' });
  const { guarded: large } = scene(
    `interface Node { id: ID  title: String }
    ${repeat(300, (i) => `type T${i} implements Node { id: ID  title: String @auth(scopes: ["s${i}"]) }`)}
    type Query { node(id: Int): Node @public }
    type Mutation { node(id: Int): Node @public }`,
    {
      Node: { __resolveType: ({ id }: { readonly id: number }) => `T${id}` },
      Query: { node },
      Mutation: { node },
    },
  );
  const selected = `{ ${repeat(40, (i) => `n${i}: node(id: ${i}) { id title }`)} }`;
  const { data, errors } = await ask(large, selected, withScopes('s7'));
  expect(data).toMatchObject({ n7: { id: '7', title: 'title' }, n8: { id: '8', title: null } });
  expect(errors).toHaveLength(39);
  expect(errors).toContainEqual(forbidden('n8.title'));
  const [first] = (await ask(large, `mutation ${selected}`, withScopes('s7'))).errors;
  expect(first).toEqual({ path: 'n0', code: 'BAD_USER_INPUT' });
});
