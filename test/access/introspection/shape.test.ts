import { describe, expect, test } from '@jest/globals';
import { anonymous, as } from '../support.js';
import { textsOf } from './support.js';

const admin = as('u1', 'ADMIN');
const user = as('u1', 'USER');
const PUBLIC = 'type Query { ping: Int @public }';

/** What the one sees and the other does not, and what the other sees in its place. */
function differences(body: string, one = admin, other = user) {
  const textsFor = textsOf(body);
  const [more, less] = [textsFor(one), textsFor(other)];
  return { only: more.filter((text) => !less.includes(text)), instead: less.filter((text) => !more.includes(text)) };
}

describe('a field', () => {
  test('is absent if it is refused, and types that only it leads to', () => {
    expect(
      differences(`type Query { ping: Int @public stats: Stats @auth(role: ADMIN) }
        type Stats { users: Users kind: Kind at: Date }
        type Users { total(in: Range): Int }
        input Range { from: Date }
        enum Kind { A }
        scalar Date`),
    ).toEqual({
      only: [
        'enum Kind { A }',
        'input Range { from: Date }',
        'scalar Date',
        'type Query { ping: Int stats: Stats }',
        'type Stats { users: Users kind: Kind at: Date }',
        'type Users { total(in: Range): Int }',
      ],
      instead: ['type Query { ping: Int }'],
    });
  });

  test('stays if the object decides, for whoever is signed in', () => {
    const body = 'type Query { me: User @public } type User { id: ID email: String @auth(owner: "id") }';
    expect(differences(body)).toEqual({ only: [], instead: [] });
    expect(differences(body, user, anonymous)).toEqual({
      only: ['type User { id: ID email: String }'],
      instead: ['type User { id: ID }'],
    });
  });

  test('is absent if nothing of its result is visible, and what was only reached through it', () => {
    expect(
      differences(`type Query { ping: Int @public box: Box @public both: [U!] @public one: One @public }
        type Box { one: One in: Box @auth(role: ADMIN) }
        type One { a: Int @auth(role: ADMIN) }
        union U = One`),
    ).toEqual({
      only: [
        'type Box { one: One in: Box }',
        'type One { a: Int }',
        'type Query { ping: Int box: Box both: [U!] one: One }',
        'union U = One',
      ],
      instead: ['type Query { ping: Int }'],
    });
  });

  test('stays if types lead to each other and to something visible', () => {
    const body = 'type Query { a: A @public } type A { b: B } type B { a: A }';
    expect(textsOf(body)(anonymous)).toEqual(['type A { b: B }', 'type B { a: A }', 'type Query { a: A }']);
  });

  test('that returns the query type goes with it', () => {
    const body = `type Query { me: Int @auth }
      type Mutation { login: Payload @public ping: Pong @public }
      type Payload { token: String query: Query }
      type Pong { query: Query }`;
    expect(differences(body, user, anonymous)).toEqual({
      only: [
        'type Mutation { login: Payload ping: Pong }',
        'type Payload { token: String query: Query }',
        'type Pong { query: Query }',
        'type Query { me: Int }',
      ],
      instead: [
        'type Mutation { login: Payload }',
        'type Payload { token: String }',
        'type Query { """ A placeholder: this viewer may use nothing here, and a schema cannot be empty. """ _nothing: Boolean }',
      ],
    });
  });
});

describe('an argument', () => {
  test('is left out if it is refused, or of a type that is', () => {
    expect(
      differences(`type Query { list(a: Int, all: Boolean @auth(role: ADMIN), sort: Sort, id: Key, in: In): Int @public }
        enum Sort @auth(role: ADMIN) { A }
        scalar Key @auth(role: ADMIN)
        input In { sort: Sort! }`),
    ).toEqual({
      only: [
        'enum Sort { A }',
        'input In { sort: Sort! }',
        'scalar Key',
        'type Query { list(a: Int, all: Boolean, sort: Sort, id: Key, in: In): Int }',
      ],
      instead: ['type Query { list(a: Int): Int }'],
    });
  });

  test.each(['in: Int! @auth(role: ADMIN)', 'in: Sort!', 'in: [In]!'])(
    'takes its field along if it is required: %s',
    (argument) => {
      const body = `type Query { ping: Int @public list(${argument}): Int @public }
      enum Sort @auth(role: ADMIN) { A }
      input In { a: Int! @auth(role: ADMIN) b: Int }`;
      expect(differences(body).instead).toEqual(['type Query { ping: Int }']);
    },
  );

  test('does not if it has a default', () => {
    const body = 'type Query { list(in: Int! = 3 @auth(role: ADMIN)): Int @public }';
    expect(differences(body).instead).toEqual(['type Query { list: Int }']);
  });
});

describe('an input', () => {
  test('is without what is refused in it', () => {
    const body = `${PUBLIC} extend type Query { f(in: In): Int @public }
      input In { a: Int b: Int @auth(role: ADMIN) c: Int! = 1 @auth(role: ADMIN) more: More in: In }
      input More { a: Int @auth(role: ADMIN) }`;
    expect(differences(body)).toEqual({
      only: ['input In { a: Int b: Int c: Int! = 1 more: More in: In }', 'input More { a: Int }'],
      instead: ['input In { a: Int in: In }'],
    });
  });

  test('is absent if it cannot be sent without what is refused', () => {
    const body = `${PUBLIC} extend type Query { f(in: In): Int @public g(in: Outer!): Int @public }
      input In { a: Int b: Int! @auth(role: ADMIN) }
      input Outer { in: In! }`;
    expect(differences(body).instead).toEqual(['type Query { ping: Int f: Int }']);
  });

  test('that takes exactly one of its fields still does', () => {
    const body = `${PUBLIC} extend type Query { f(by: By!): Int @public }
      input By @oneOf { id: ID name: String email: String @auth(role: ADMIN) }`;
    expect(differences(body).instead).toEqual(['input By @oneOf { id: ID name: String }']);
  });
});

describe('an enum', () => {
  const body = `${PUBLIC} extend type Query { f(e: E): Int @public g: E @public h: [F] @public }
    enum E { A B @auth(role: ADMIN) }
    enum F { C @auth(role: ADMIN) }`;

  test('is without the values that are refused, and absent without values', () => {
    expect(differences(body)).toEqual({
      only: ['enum E { A B }', 'enum F { C }', 'type Query { ping: Int f(e: E): Int g: E h: [F] }'],
      instead: ['enum E { A }', 'type Query { ping: Int f(e: E): Int g: E }'],
    });
  });

  test('of the roles is there if something visible uses it', () => {
    const roles = 'enum Role { USER EDITOR SUPPORT ADMIN }';
    const withRoles = `${PUBLIC} extend type Query { roles: [Role!] @auth(role: ADMIN) }`;
    expect(differences(withRoles).only).toEqual([roles, 'type Query { ping: Int roles: [Role!] }']);
    expect(textsOf(PUBLIC)(admin)).toEqual(['type Query { ping: Int }']);
  });
});

describe('our own definitions', () => {
  test('are absent for everybody, and what asks for them', () => {
    const textsFor = textsOf(
      `type Query { ping(rule: AuthRule, in: In): Int @public f(claim: ClaimRule!): Int @public } input In { rules: [AuthRule!] a: Int }`,
    );
    for (const viewer of [anonymous, user, admin])
      expect(textsFor(viewer)).toEqual(['input In { a: Int }', 'type Query { ping(in: In): Int }']);
  });
});

describe('a directive of the user', () => {
  const body = `${PUBLIC}
    directive @plain(a: Int = 1) repeatable on FIELD
    directive @some(e: E, a: Int!) on FIELD | OBJECT
    directive @needs(e: E!) on FIELD
    enum E @auth(role: ADMIN) { A }
    enum Only { B }
    directive @only(o: Only) on FIELD`;

  test('stays, without an argument of a hidden type', () => {
    expect(differences(body)).toEqual({
      only: ['directive @needs(e: E!) on FIELD', 'directive @some(e: E, a: Int!) on FIELD | OBJECT', 'enum E { A }'],
      instead: ['directive @some(a: Int!) on FIELD | OBJECT'],
    });
    expect(textsOf(body)(user)).toEqual(
      expect.arrayContaining([
        'directive @plain(a: Int = 1) repeatable on FIELD',
        'directive @only(o: Only) on FIELD',
        'enum Only { B }',
      ]),
    );
  });
});

describe('the root', () => {
  test('of a kind of which nothing is visible is absent', () => {
    const body = `${PUBLIC} type Mutation { a: Int @auth(role: ADMIN) } type Subscription { b: Int @auth(role: ADMIN) }`;
    expect(differences(body)).toEqual({
      only: ['type Mutation { a: Int }', 'type Subscription { b: Int }'],
      instead: [],
    });
  });

  test('of queries has a field that is no field if there is no other, whose name is nobody else\u2019s', () => {
    const textsFor = textsOf(`"Asked here." type Root { _nothing: Int @auth _nothing_: Int @auth }
      schema { query: Root }`);
    expect(textsFor(anonymous)).toEqual([
      '"""Asked here.""" type Root { """ A placeholder: this viewer may use nothing here, and a schema cannot be empty. """ _nothing__: Boolean }',
      'schema { query: Root }',
    ]);
    expect(textsFor(user)).toEqual([
      '"""Asked here.""" type Root { _nothing: Int _nothing_: Int }',
      'schema { query: Root }',
    ]);
  });

  test('keeps what is said of it, of deprecation and of specifications', () => {
    const body = `"All of it." schema { query: Query }
      type Query { "Old." old(a: Int @deprecated(reason: "b")): Date @public @deprecated(reason: "new") }
      "A date." scalar Date @specifiedBy(url: "https://example.org/date")`;
    expect(textsOf(body)(anonymous)).toEqual([
      '"""A date.""" scalar Date @specifiedBy(url: "https://example.org/date")',
      '"""All of it.""" schema { query: Query }',
      'type Query { """Old.""" old(a: Int @deprecated(reason: "b")): Date @deprecated(reason: "new") }',
    ]);
  });
});
