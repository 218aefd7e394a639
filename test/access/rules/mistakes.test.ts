import { describe, expect, test } from '@jest/globals';
import { buildASTSchema, parse, Source } from 'graphql';
import { accessTypeDefs, anonymous, protectSchema } from '../../../src/access/index.js';
import { collectMistakes, locationOf } from '../../../src/access/rules/mistakes.js';
import { StartupError } from '../../../src/errors.js';
import { problemsOf, ROLES } from '../support.js';

describe('collectMistakes', () => {
  test('does not throw if there is none', () => {
    expect(() => collectMistakes().throwIfAny()).not.toThrow();
  });

  test('throws all of them, one a line, each with its place', () => {
    const document = parse(new Source('type A { a: Int }\n\ntype B { b: Int }', 'schema/x.graphql'));
    const mistakes = collectMistakes();
    mistakes.add('A', document.definitions[0], 'It is wrong.', 'Mend it.');
    mistakes.add('B', document.definitions[1], 'It is wrong too.', 'Mend it too.');
    mistakes.add('@c', undefined, 'It is missing.', 'Add it.');
    const lines = [
      'schema/x.graphql:1 A: It is wrong. Mend it.',
      'schema/x.graphql:3 B: It is wrong too. Mend it too.',
      '@c: It is missing. Add it.',
    ];
    expect(() => mistakes.throwIfAny()).toThrow(new StartupError(lines));
    expect(() => mistakes.throwIfAny()).toThrow(lines.join('\n'));
  });

  test('a node that was parsed without locations has none', () => {
    const document = parse('type A { a: Int }', { noLocation: true });
    expect(locationOf(document.definitions[0])).toBe('');
    expect(locationOf(null)).toBe('');
  });
});

describe('mistakes stop the start', () => {
  test('all of them in one message, each with coordinate, file, line and mend', () => {
    const body = `type Query @auth(owner: "id") {
  me: User @auth(role: ROOT)
  users: [User] @auth(scope: ["read"])
}
type Mutation {
  wipe: Boolean
}
interface Owned {
  id: ID @public
}
type User implements Owned @auth(anyOf: []) {
  id: ID
  email: String @auth(anyOf: [{ ownr: "id" }])
  phone: String @auth(owner: "uid") @auth(role: "ADMIN")
}
extend type User @auth(role: null)
enum Role {
  USER @includes(roles: ["ADMIN"])
  ADMIN @includes(roles: ["USER", "ROOT"])
}`;
    const expected = [
      'schema/x.graphql:1 Query: owner cannot be used on Query, which has no object to compare with. Put it on the type that the field returns.',
      'schema/x.graphql:2 Query.me: There is no role ROOT. Choose from USER, ADMIN.',
      'schema/x.graphql:3 Query.users: @auth does not accept "scope" here. Choose from role, scopes, claims, owner, policy, anyOf.',
      'schema/x.graphql:6 Mutation.wipe: This root field does not say who may use it. Write `wipe: Boolean @auth` to require a sign-in, `wipe: Boolean @auth(role: …)` to require a role, or `wipe: Boolean @public` to open it to anyone.',
      'schema/x.graphql:9 Owned.id: @public is allowed only on root fields. Remove it: a field without @auth is open to anyone who can reach it.',
      'schema/x.graphql:11 User: anyOf is empty. Add at least one value, or remove it.',
      'schema/x.graphql:13 User.email: @auth does not accept "ownr" here. Choose from role, scopes, claims, owner, policy.',
      'schema/x.graphql:14 User.phone: owner names "uid", which is not a field of User. Name an ID, String or Int field of the type.',
      'schema/x.graphql:14 User.phone: @auth\'s role cannot be "ADMIN". Write a role without quotes, or leave role out.',
      "schema/x.graphql:16 User: @auth's role cannot be null. Write a role without quotes, or leave role out.",
      'schema/x.graphql:18 Role.USER: The role includes itself. Remove one of the @includes in the cycle.',
      'schema/x.graphql:19 Role.ADMIN: The role includes itself. Remove one of the @includes in the cycle.',
      'schema/x.graphql:19 Role.ADMIN: @includes accepts only names of roles. Choose from "USER", "ADMIN".',
    ];
    expect([...problemsOf(body)].sort()).toEqual(expected.sort());
  });

  test('those of our definitions among them', () => {
    const definitions = accessTypeDefs().replace(
      'directive @public on FIELD_DEFINITION',
      'directive @public on OBJECT',
    );
    expect(problemsOf(`type Query { ping: Int }\n${ROLES}`, definitions)).toEqual([
      expect.stringMatching(/^access:3 @public: Its definition differs from the one that is enforced\./),
      expect.stringMatching(/^schema\/x\.graphql:1 Query\.ping: This root field does not say who may use it\./),
    ]);
  });

  test('the file is that of the mistake, not of the type that it extends', () => {
    const files = [
      new Source(accessTypeDefs(), 'schema/access.graphql'),
      new Source(`${ROLES} type Query { ping: Int @public }`, 'schema/a.graphql'),
      new Source('\nextend type Query { b: Int }', 'schema/b.graphql'),
    ];
    const definitions = files.flatMap((file) => parse(file).definitions);
    const schema = buildASTSchema({ kind: parse('scalar A').kind, definitions });
    expect(() => protectSchema(schema, { viewerOf: () => anonymous })).toThrow(/^schema\/b\.graphql:2 Query\.b: /);
  });

  test('an SDL without locations still has its coordinates', () => {
    const sdl = `${accessTypeDefs()} ${ROLES} type Query { ping: Int }`;
    const schema = buildASTSchema(parse(sdl, { noLocation: true }));
    expect(() => protectSchema(schema, { viewerOf: () => anonymous })).toThrow(
      /^Query\.ping: This root field does not say/,
    );
  });
});

describe('mistakes in the hierarchy of roles', () => {
  const problemsOfRoles = (roles: string) => problemsOf(`enum Role {\n${roles}\n}\ntype Query { ping: Int @public }`);
  const circle = (line: number, role: string) =>
    `schema/x.graphql:${line} Role.${role}: The role includes itself. Remove one of the @includes in the cycle.`;

  test('a role that includes itself', () => {
    expect(problemsOfRoles('A @includes(roles: ["A"])')).toEqual([circle(2, 'A')]);
  });

  test('a circle names its members, and not who leads into it', () => {
    const roles = 'A @includes(roles: ["B"])\nB @includes(roles: ["C"])\nC @includes(roles: ["B"])\nD';
    expect(problemsOfRoles(roles)).toEqual([circle(3, 'B'), circle(4, 'C')]);
  });

  test.each([['"ROOT"'], ['"a"'], ['""'], ['"__proto__"'], ['"constructor"'], ['A'], ['null'], ['1'], ['["A"]']])(
    '@includes(roles: [%s])',
    (item) => {
      expect(problemsOfRoles(`A\nB @includes(roles: [${item}])`)).toEqual([
        'schema/x.graphql:3 Role.B: @includes accepts only names of roles. Choose from "A", "B".',
      ]);
    },
  );

  test.each([['@includes(roles: [])'], ['@includes(role: ["A"])'], ['@includes']])('%s', (directive) => {
    expect(problemsOfRoles(`A\nB ${directive}`)).toEqual([
      'schema/x.graphql:3 Role.B: @includes names no role. Name at least one, or remove it.',
    ]);
  });
});

describe('what the SDL rules forbid, for a schema that was built without them', () => {
  test('a field declared twice: the later one would drop the rule of the first', () => {
    const body = `type Query { ping: Int @public }
type User {
  email: String @auth(role: ADMIN)
}
extend type User {
  email: String
}
${ROLES}`;
    expect(problemsOf(body)).toEqual([expect.stringMatching(/^schema\/x\.graphql:[36] User\.email: /)]);
  });

  test.each([
    ['an input', 'input T @auth(role: ADMIN) { f: Int }'],
    ['a union', 'union U @auth(role: ADMIN) = T type T { f: Int }'],
    ['the schema', 'extend schema @auth(role: ADMIN)'],
  ])('@auth on %s, where nobody would enforce it', (_where, sdl) => {
    const problems = problemsOf(`${sdl}\ntype Query { ping: Int @public }\n${ROLES}`);
    expect(problems).toEqual([expect.stringMatching(/^schema\/x\.graphql:1 .*@auth/)]);
  });

  test.each([
    ['@public on a type', 'type T @public { f: Int }'],
    ['@includes on a value of another enum', 'enum T { F @includes(roles: ["USER"]) }'],
  ])('%s', (_what, sdl) => {
    const problems = problemsOf(`${sdl}\ntype Query { ping: Int @public }\n${ROLES}`);
    expect(problems).toEqual([expect.stringMatching(/^schema\/x\.graphql:1 /)]);
  });
});
