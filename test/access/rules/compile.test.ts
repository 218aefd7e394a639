import { describe, expect, test } from '@jest/globals';
import { anonymous, protectSchema } from '../../../src/access/index.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { buildSchema, onlyProblemOf, problemsOf, ROLES } from '../support.js';

function tableOf(body: string) {
  return protectSchema(buildSchema(`${body}\n${ROLES}`), { viewerOf: () => anonymous }).table;
}

describe('the access table', () => {
  test('has the effective rule of each protected field of an object type, with its sources', () => {
    const { rules } = tableOf(`type Query { me: User @auth }
      interface Owned @auth(role: USER) { id: ID }
      type User implements Owned {
        id: ID
        email: String @auth(anyOf: [{ role: ADMIN }, { owner: "id" }])
      }
      type Note { text: String }`);
    expect([...rules.keys()].sort()).toEqual(['Query.me', 'User.email', 'User.id']);
    expect(rules.get('User.email')).toEqual([
      {
        anyOf: [[{ kind: 'role', role: 'ADMIN' }], [{ kind: 'owner', field: 'id' }]],
        source: { coordinate: 'User.email', location: 'schema/x.graphql:5' },
        of: 'field',
      },
      {
        anyOf: [[{ kind: 'role', role: 'USER' }]],
        source: { coordinate: 'Owned', location: 'schema/x.graphql:2' },
        of: 'type',
      },
    ]);
    expect(rules.get('User.id')).toHaveLength(1);
  });

  test('has what each role includes', () => {
    expect([...(tableOf('type Query { a: Int @auth }').roles.get('ADMIN') ?? [])].sort()).toEqual([
      'ADMIN',
      'SUPPORT',
      'USER',
    ]);
  });

  test('does without a clause that is there already', () => {
    const rule = tableOf('type Query { a: Int @auth(role: USER) } extend type Query @auth(role: USER)').rules.get(
      'Query.a',
    );
    expect(rule?.map(({ anyOf }) => anyOf)).toEqual([[[{ kind: 'role', role: 'USER' }]]]);
  });

  test('keeps what the type says beside what the field says: the one is decided for the object, the other for each use', () => {
    const policies = { may: () => true };
    const schema = buildSchema(
      `type Query { t: T @public } type T @auth(policy: "may") { f: Int @auth(policy: "may") @auth(policy: "may") }\n${ROLES}`,
    );
    const rule = protectSchema(schema, { viewerOf: () => anonymous, policies }).table.rules.get('T.f');
    expect(rule?.map(({ of }) => of)).toEqual(['field', 'type']);
  });

  test.each([
    ['a policy', 'type Doc @auth(policy: "may") { id: ID }'],
    ['an owner', 'type Doc @auth(owner: "id") { id: ID }'],
    ['a field that a claim is compared with', 'type Doc @auth(claims: [{ name: "org", field: "id" }]) { id: ID }'],
    ['one of several', 'type Doc @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) { id: ID }'],
    ['an interface', 'interface Doc @auth(owner: "id") { id: ID } type Text implements Doc { id: ID }'],
  ])('asks of what returns a type that depends on the object for a viewer who is signed in: %s', (_what, type) => {
    const schema = buildSchema(`type Query { doc: Doc @public docs: [[Doc!]]! @auth(role: USER) } ${type}\n${ROLES}`);
    const { rules } = protectSchema(schema, {
      viewerOf: () => anonymous,
      policies: { may: () => true },
      onWarning: () => {},
    }).table;
    const source = { coordinate: 'Doc', location: 'schema/x.graphql:1' };
    expect(rules.get('Query.doc')).toEqual([{ anyOf: [[]], source, of: 'field' }]);
    expect(rules.get('Query.docs')?.map(({ anyOf }) => anyOf)).toEqual([[[{ kind: 'role', role: 'USER' }]]]);
  });

  test('has every part of a directive as a clause of its own, and the parts of an alternative together', () => {
    const policies = { may: () => true };
    const schema = buildSchema(
      `type Query { f(org: In): Int @auth(
        role: USER, scopes: ["a", "b"], policy: "may"
        claims: [{ name: "x", equals: "1" }, { name: "y", in: ["2", "3"] }, { name: "z", argument: "org.id" }]
        anyOf: [{ scopes: "c", claims: { name: "w", equals: "4" } }, { role: ADMIN }]
      ) } input In { id: ID }\n${ROLES}`,
    );
    const rule = protectSchema(schema, { viewerOf: () => anonymous, policies }).table.rules.get('Query.f');
    expect(rule?.map(({ anyOf }) => anyOf)).toEqual([
      [[{ kind: 'role', role: 'USER' }]],
      [[{ kind: 'scope', scope: 'a' }]],
      [[{ kind: 'scope', scope: 'b' }]],
      [[{ kind: 'policy', policy: 'may' }]],
      [[{ kind: 'claim', name: 'x', values: ['1'] }]],
      [[{ kind: 'claim', name: 'y', values: ['2', '3'] }]],
      [[{ kind: 'claimArgument', name: 'z', path: ['org', 'id'] }]],
      [
        [
          { kind: 'scope', scope: 'c' },
          { kind: 'claim', name: 'w', values: ['4'] },
        ],
        [{ kind: 'role', role: 'ADMIN' }],
      ],
    ]);
  });
});

describe('a root field says who may use it', () => {
  test('else the start stops, and lists each with the line to add', () => {
    const body = `type Query {
  ping: Int @public
  "Users."
  users(
    "How many."
    first: Int = 20
  ): [User!]
  me: User @auth
}
type Mutation { wipe(id: ID!): Boolean @deprecated(reason: "old") }
type Subscription { ticks: Int }
type User { id: ID }
${ROLES}`;
    const problems = problemsOf(body);
    const problem = (at: string, coordinate: string, signature: string) =>
      `schema/x.graphql:${at} ${coordinate}: This root field does not say who may use it. Write \`${signature} @auth\` to require a sign-in, \`${signature} @auth(role: …)\` to require a role, or \`${signature} @public\` to open it to anyone.`;
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(
      /^schema\/x\.graphql:[34] Query\.users: This root field does not say who may use it\. Write `users\(/,
    );
    expect(problems[0]).toContain('first: Int = 20');
    expect(problems.slice(1)).toEqual([
      problem('10', 'Mutation.wipe', 'wipe(id: ID!): Boolean @deprecated(reason: "old")'),
      problem('11', 'Subscription.ticks', 'ticks: Int'),
    ]);
  });

  test('root types of other names, and fields of extensions, are no exception', () => {
    const body = `schema { query: Root } type Root { a: Int @public }
extend type Root { b: Int }
type Query { c: Int }
${ROLES}`;
    expect(problemsOf(body)).toEqual([expect.stringMatching(/^schema\/x\.graphql:2 Root\.b: /)]);
  });

  test.each([
    ['itself', 'type Query { a: Int @auth }'],
    ['itself, as public', 'type Query { a: Int @public }'],
    ['its type', 'type Query @auth { a: Int }'],
    ['an extension of its type', 'type Query { a: Int } extend type Query @auth'],
    ['its interface', 'interface Any @auth { a: Int } type Query implements Any { a: Int }'],
    ['the field of its interface', 'interface Any { a: Int @auth } type Query implements Any { a: Int }'],
  ])('by %s', (_by, body) => {
    expect(problemsOf(`${body} ${ROLES}`)).toEqual([]);
  });

  test('not by the type that it returns', () => {
    const problems = problemsOf(`type Query { me: User } type User @auth { id: ID } ${ROLES}`);
    expect(problems).toEqual([expect.stringContaining('Query.me: This root field does not say who may use it.')]);
  });

  test('not by an interface field of another name, nor by the rule of a field that it leads to', () => {
    const problems = problemsOf(
      `interface Any { b: Int @auth } type Query implements Any { b: Int me: User } type User { id: ID @auth } ${ROLES}`,
    );
    expect(problems).toEqual([expect.stringContaining('Query.me: ')]);
  });

  test('by itself, though the type that it returns says the same', () => {
    expect(problemsOf(`type Query { me: User @auth } type User @auth { id: ID } ${ROLES}`)).toEqual([]);
    expect(
      problemsOf(`type Query { me: User @auth(role: ADMIN) } type User @auth(role: ADMIN) { id: ID } ${ROLES}`),
    ).toEqual([]);
  });
});

describe('what federation adds to Query', () => {
  const _Any = 'scalar _Any union _Entity = Doc type Doc { a: Int }';

  test('need not say who may use it', () => {
    const sdl = `type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! a: Int @auth } type _Service { sdl: String } ${_Any} ${ROLES}`;
    const { rules, unmarked } = compileAccess(buildSchema(sdl), { unmarked: 'allow' });
    expect(problemsOf(sdl)).toEqual([]);
    expect([[...rules.keys()], unmarked]).toEqual([['Query.a'], []]);
  });

  test('has the rules of its type, and of what it gives', () => {
    const sdl = `type Query @auth { _service: _Service! } type _Service @auth(role: ADMIN) { sdl: String } ${ROLES}`;
    const { rules } = compileAccess(buildSchema(sdl));
    expect([...rules].map(([coordinate, rule]) => [coordinate, rule.length])).toEqual([
      ['Query._service', 2],
      ['_Service.sdl', 1],
    ]);
  });

  test.each([
    ['a name alone', 'type Query { _service: String _entities: [Doc] }', ['Query._service', 'Query._entities']],
    [
      'another root',
      'type Query { a: Int @public } type Mutation { _service: _Service } type _Service { sdl: String }',
      ['Mutation._service'],
    ],
  ])('is not known by %s', (_what, sdl, refused) => {
    const problems = problemsOf(`${sdl} ${_Any} ${ROLES}`);
    expect(problems.map((problem) => problem.replace(/^\S+ (\S+): .*/, '$1'))).toEqual(refused);
  });
});

describe('@public', () => {
  test('stands on root fields alone', () => {
    const mend =
      '@public is allowed only on root fields. Remove it: a field without @auth is open to anyone who can reach it.';
    expect(onlyProblemOf('type User { id: ID @public }')).toBe(`schema/x.graphql:1 User.id: ${mend}`);
    expect(onlyProblemOf('interface Any { id: ID @public }')).toBe(`schema/x.graphql:1 Any.id: ${mend}`);
  });

  test('does not go with @auth on the same field', () => {
    expect(problemsOf(`type Query {\n  a: Int @public @auth(role: USER)\n}\n${ROLES}`)).toEqual([
      'schema/x.graphql:2 Query.a: @public contradicts the @auth next to it. Remove one of them.',
    ]);
  });

  test.each([
    ['type Query @auth {\n  a: Int @public\n}'],
    ['extend type Query @auth type Query {\n  a: Int @public\n}'],
  ])('does not go under a protected type: %j', (body) => {
    expect(problemsOf(`${body}\n${ROLES}`)).toEqual([
      'schema/x.graphql:2 Query.a: @public contradicts the @auth on Query. Remove one of them.',
    ]);
  });

  test.each([
    ['on the interface', 'interface Any @auth { a: Int } type Query implements Any {\n  a: Int @public\n}'],
    ['on its field', 'interface Any { a: Int @auth } type Query implements Any {\n  a: Int @public\n}'],
  ])('does not go with an @auth %s that reaches it', (_where, body) => {
    expect(problemsOf(`${body}\n${ROLES}`)).toEqual([expect.stringContaining('schema/x.graphql:2 Query.a: @public')]);
  });
});
