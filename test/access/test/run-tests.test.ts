import { describe, expect, test } from '@jest/globals';
import { runFile } from './run-file.js';

const SHOP = `
type Query {
  me: User @auth
  user(id: ID!): User @public
  users: [User] @public
  orders(org: ID!): [Order] @auth(claims: [{ name: "org", argument: "org" }])
  pets: [Pet] @public
}
type Mutation { rename(name: String!): User @auth  remove(id: ID!): Boolean @auth(role: ADMIN) }
type Subscription { news: User @auth }
type User { id: ID  name: String  email: String @auth(anyOf: [{ owner: "id" }, { role: SUPPORT }, { policy: "isFriend" }]) }
type Order @auth(claims: [{ name: "org", field: "org" }]) { org: ID  total: Int }
interface Pet { name: String }
type Cat implements Pet @auth(role: ADMIN) { name: String }
type Dog implements Pet { name: String }
`;

const HEAD = `
viewers
  ann = USER sub u1
  bob = USER sub u2
  sue = SUPPORT
  acme = claims { org: "acme" }
policies
  isFriend = true for bob
data
  Query.me = { id: $sub, name: "Me" }
  Query.user(id: "u9") = null
  Query.user = { id: $id, email: "ann@example.com" }
  Query.users = []
  Query.orders = [{ org: $org, total: 7 }, { org: "umbra", total: 8 }]
  Query.pets = [{ __typename: "Cat", name: "Tom" }, { __typename: "Dog", name: "Rex" }]
tests
`;

/** The differences of one line; nothing if it passes. */
async function differencesOf(line: string): Promise<readonly string[]> {
  const { differences } = await runFile(SHOP, `${HEAD}  ${line}\n`);
  expect(differences).toHaveLength(1);
  return differences[0] ?? [];
}

describe('what is so passes', () => {
  test.each([
    ['ann { me { id name } } -> { me: { id: "u1", name: "Me" } }'],
    ['nobody { me { id } } -> UNAUTHENTICATED at me'],
    ['anonymous { me { id } } -> refused'],
    ['TOKEN_EXPIRED { me { id } } -> UNAUTHENTICATED at me (TOKEN_EXPIRED)'],
    ['ann { user(id: "u1") { email } } -> { user: { email: "ann@example.com" } }'],
    ['ann { user(id: $ann.sub) { id email } } -> { user: { id: $ann.sub, email: _ } }'],
    ['ann { user(id: $bob.sub) { email } } -> { user: { email: null } }, FORBIDDEN at user.email'],
    ['ann { user(id: "u2") { email } } -> refused'],
    ['bob { user(id: "u1") { email } } -> allowed'],
    ['SUPPORT sub s1 { user(id: "u1") { email } } -> allowed'],
    ['ann { user(id: "u9") { email } } -> { user: null }'],
    ['ann query ($id: ID!) { user(id: $id) { id } } with { id: "u3" } -> { user: { id: "u3" } }'],
    [
      'acme { orders(org: "acme") { total } } -> { orders: [{ total: 7 }, { total: null }] }, FORBIDDEN at orders.1.total',
    ],
    ['acme { orders(org: "umbra") { total } } -> FORBIDDEN at orders'],
    ['USER { pets { name } } -> { pets: [{ name: null }, { name: "Rex" }] }, FORBIDDEN at pets.0.name'],
    ['ann mutation { rename(name: "Ann") { id } } -> { rename: { id: "u1" } }'],
    ['ann mutation { rename(name: "A") { id } remove(id: "1") } -> FORBIDDEN at remove, FORBIDDEN at rename (NOT_RUN)'],
    ['ann subscription { news { name } } -> { news: { name: "text" } }'],
    ['nobody subscription { news { name } } -> UNAUTHENTICATED at news'],
    ['ann { me { ...Who } } fragment Who on User { name } -> { me: { name: "Me" } }'],
  ])('%s', async (line) => {
    expect(await differencesOf(line)).toEqual([]);
  });
});

describe('what is not so fails', () => {
  test.each([
    ['ann { me { id name } } -> { me: { id: "u1", name: "You" } }', ['me.name: expected "You", got "Me"']],
    ['ann { me { id name } } -> { me: { id: "u1" } }', ['me.name: expected nothing, got "Me"']],
    ['ann { me { id } } -> { me: { id: 1 } }', ['me.id: expected 1, got "u1"']],
    ['ann { user(id: "u9") { id } } -> { user: _ }', ['user: expected a value, got null']],
    [
      'ann { me { id } } -> FORBIDDEN at me',
      ['expected no data, got me: { id: "u1" }', 'expected FORBIDDEN at me, got no such error'],
    ],
    [
      'nobody { me { id } } -> FORBIDDEN at me',
      ['expected FORBIDDEN at me, got no such error', 'got UNAUTHENTICATED at me'],
    ],
    ['nobody { me { id } } -> { me: null }', ['got UNAUTHENTICATED at me']],
    [
      'TOKEN_REVOKED { me { id } } -> UNAUTHENTICATED at me',
      ['expected UNAUTHENTICATED at me, got no such error', 'got UNAUTHENTICATED at me (TOKEN_REVOKED)'],
    ],
    ['ann { user(id: "u2") { email } } -> allowed', ['expected allowed, got FORBIDDEN at user.email']],
    ['ann { user(id: "u1") { email } } -> refused', ['expected refused, got user.email: "ann@example.com"']],
    ['ann { user(id: "u2") { id email } } -> refused', ['expected refused, got user.id: "u2"']],
    ['ann { user(id: "u9") { email } } -> refused', ['expected refused, got no error']],
  ])('%s', async (line, differences) => {
    expect(await differencesOf(line)).toEqual(differences);
  });

  test.each([
    ['ann { users { email } } -> allowed', 'users'],
    ['ann { user(id: "u9") { email } } -> allowed', 'user'],
    ['ann { ...Some } fragment Some on Query { list: users { email } } -> allowed', 'list'],
  ])('%s: where nothing is, nothing is shown', async (line, place) => {
    expect((await differencesOf(line))[0]).toContain(`expected allowed, but nothing is at ${place}`);
  });

  test.each([
    ['ann { me @skip(if: true) { email } } -> allowed', 'me'],
    ['ann query ($on: Boolean = false) { me { email @include(if: $on) id } } -> allowed', 'me.email'],
    ['ann { me { ...Who } } fragment Who on User { email @skip(if: true) } -> allowed', 'me.email'],
  ])('%s: what is not asked for is not allowed', async (line, place) => {
    expect(await differencesOf(line)).toEqual([
      expect.stringContaining(`expected allowed, but ${place} was not asked`),
    ]);
  });

  test('nor is what only another type has', async () => {
    const sdl = `
      type Query { pet: Pet @public  pets: [Pet] @public }
      interface Pet { name: String }
      type Cat implements Pet { name: String }
      type Dog implements Pet { name: String  chip: String @auth(role: ADMIN) }`;
    const { differences } = await runFile(
      sdl,
      [
        'tests',
        '  USER { pet { ... on Dog { chip } } } -> allowed',
        '  ADMIN { pet { ... on Dog { chip } } } -> allowed',
        '  ADMIN { pets { ... on Dog { chip } } } -> allowed',
      ].join('\n'),
    );
    const unasked = [expect.stringContaining('expected allowed, but pet.chip was not asked for')];
    expect(differences).toEqual([unasked, unasked, []]);
  });

  test('errors alone say that no resolver ran', async () => {
    const [first] = await differencesOf('ann { user(id: "u2") { email } } -> FORBIDDEN at user.email');
    expect(first).toBe('expected no data, got user: { email: null }');
    const ran = `
      type Query { user: User @public }
      type User { email: String! @auth(role: ADMIN) }`;
    const { differences } = await runFile(ran, 'tests\n  USER { user { email } } -> FORBIDDEN at user.email');
    expect(differences).toEqual([
      ['expected that no resolver runs, but Query.user did. Write the data: { user: null }'],
    ]);
  });
});

test('a policy that the file does not answer fails a test that is refused by it', async () => {
  const sdl = 'type Query { a: Int @auth(policy: "p") }';
  const { differences } = await runFile(sdl, 'tests\n  USER { a } -> refused');
  expect(differences[0]?.[0]).toContain('does not say what the policy p answers');
  const answered = await runFile(sdl, 'policies\n  p = false\ntests\n  USER { a } -> refused');
  expect(answered.differences).toEqual([[]]);
});

test('made-up values are those of the documentation', async () => {
  const sdl = `
    type Query { i: Int @public  f: Float @public  s: String @public  b: Boolean @public  k: Kind @public  ks: [Kind] @public  o(id: ID): O @public }
    type O { id: ID  other: ID }
    enum Kind { A B }`;
  const { differences } = await runFile(
    sdl,
    'tests\n  nobody { i f s b k ks o(id: "u7") { id other } } -> { i: 1, f: 1.5, s: "text", b: true, k: A, ks: [A, B], o: { id: "u7", other: "u1" } }',
  );
  expect(differences).toEqual([[]]);
});
