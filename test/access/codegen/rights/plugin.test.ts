import { describe, expect, test } from '@jest/globals';
import { buildSchema, Kind, parse } from 'graphql';
import { plugin } from '../../../../src/access/codegen/rights/index.js';
import { accessTypeDefs } from '../../../../src/access/index.js';
import { ROLES } from '../../support.js';
import { generateClient } from './support.js';

const SDL = `
  type Query {
    me: User @auth
    user(id: ID!): User @auth(role: SUPPORT)
    orders(org: ID!, status: Status): [Order!] @auth(claims: [{ name: "org", argument: "org" }])
    news: [String!] @public
  }
  type Mutation { updateUser(id: ID!, patch: UserPatch!): User @auth(role: USER)  signUp(name: String!): Boolean @public }
  enum Status { OPEN  HIDDEN @auth(role: ADMIN) }
  input UserPatch { name: String  roles: [Role!] @auth(role: ADMIN)  friend: UserPatch }
  type User {
    id: ID!
    name: String
    email: String @auth(anyOf: [{ role: SUPPORT }, { owner: "id" }])
    notes: String @auth(role: SUPPORT)
    risk: Int @auth(policy: "mayRate") @auth(scopes: ["risk"])
  }
  type Order { id: ID!  total: Int @auth(role: USER) }
`;
const DOCUMENTS = `
  query News { news }
  query Me { me { id email } }
  query User($id: ID!, $notes: Boolean = false) { user(id: $id) { ...Whole risk } }
  fragment Whole on User { name notes @include(if: $notes) }
  query Orders($org: ID!, $status: Status) { orders(org: $org, status: $status) { id total } }
  mutation UpdateUser($id: ID!, $patch: UserPatch!) { updateUser(id: $id, patch: $patch) { id name } }
`;

describe('what is written', () => {
  test('is what each operation asks of its viewer, and no more of the schema than that', async () => {
    const { rights } = await generateClient(SDL, DOCUMENTS);
    expect(rights).toBe(`import { createRights } from '../../src/client/index.js';
/** What each operation requires of its viewer. */
export const rights = /* @__PURE__ */ createRights({
  requires: {
    News: true,
    Me: { any: [{ role: 'SUPPORT' }, { owner: 'User.id' }] },
    User: { all: [{ role: 'SUPPORT' }, { policy: 'mayRate' }, { scope: 'risk' }] },
    Orders: { all: [{ claim: 'org', variable: 'org' }, { sent: 'status', of: 'Status' }, { role: 'USER' }] },
    UpdateUser: { all: [{ role: 'USER' }, { sent: 'patch', of: 'UserPatch' }] },
  },
  includedBy: {
    SUPPORT: ['ADMIN'],
    USER: ['ADMIN', 'EDITOR', 'SUPPORT'],
  },
  inputs: {
    Status: { values: { HIDDEN: { role: 'ADMIN' } } },
    UserPatch: { fields: { friend: { of: 'UserPatch' }, roles: { requires: { role: 'ADMIN' } } } },
  },
});
`);
  });
});

describe('each document for a role', () => {
  test('knows what the role is granted, and is not there if that is nothing', async () => {
    const { rights } = await generateClient(SDL, DOCUMENTS, { roles: ['USER', 'ADMIN'], mayBeNull: ['Query.user'] });
    const made = [...rights.matchAll(/export const (\w+Document) = .*?forRole<typeof (\w+), (.*)>\(\2\);/g)];
    expect(Object.fromEntries(made.map(([, name, , granted]) => [name, granted]))).toEqual({
      NewsAsUserDocument: '{}',
      // The owner's e-mail address may be somebody else's.
      MeAsUserDocument: "{ 'me!': {} }",
      OrdersAsUserDocument: "{ orders: { 'total!': {} } }",
      UpdateUserAsUserDocument: '{}',
      NewsAsAdminDocument: '{}',
      MeAsAdminDocument: "{ 'me!': { 'email!': {} } }",
      UserAsAdminDocument: "{ user: { 'notes!': {} } }",
      OrdersAsAdminDocument: "{ orders: { 'total!': {} } }",
      UpdateUserAsAdminDocument: '{}',
    });
  });

  test('says of a query what is refused, and of a mutation that it does not run', async () => {
    const sdl = `type Query { thing: Thing @public } type Mutation { change: Thing @public }
      type Thing { id: ID  secret: Int @auth(role: ADMIN) }`;
    const { rights } = await generateClient(
      sdl,
      'query A { thing { id secret } } mutation B { change { id secret } }',
      {
        roles: ['USER'],
      },
    );
    expect(rights).toContain('forRole<typeof ADocument, { thing: { secret: null } }>(ADocument)');
    expect(rights).not.toContain('BDocument');
  });

  test('counts on nothing that a refusal below it takes along, or that is not so for every type', async () => {
    const sdl = `type Query { things: [Thing!] @auth(role: USER)  maybe: [Thing] @auth(role: USER)  any: [Any] @auth(role: USER) }
      type Thing { id: ID!  secret: Int! @auth(role: ADMIN)  name: String @auth(role: USER) }
      type Other { id: ID!  name: String  level: Int @auth(role: USER) }
      union Any = Thing | Other`;
    const { rights } = await generateClient(
      sdl,
      `query A { things { secret } maybe { secret } any { ... on Thing { name } ... on Other { name level } } }`,
      { roles: ['USER'] },
    );
    // The \`secret\` of a thing is refused: in \`things\` that takes along the list, in \`maybe\` one item.
    expect(rights).toContain("{ things: { secret: null }; 'maybe!': { secret: null }; 'any!': { 'level!': {} } }");
  });
});

describe('what cannot be followed says so', () => {
  test.each<[string, string, string, Record<string, unknown>, string]>([
    ['no name', SDL, '{ news }', {}, 'has no name. Name it: rights are listed by name.'],
    ['one name for two', SDL, 'query A { news } query A { me { id } }', {}, 'Not all operations have an unique name'],
    ['no documents', SDL, DOCUMENTS, { roles: ['USER'], documentsFrom: undefined }, 'needs documentsFrom'],
    [
      'no such role',
      SDL,
      DOCUMENTS,
      { roles: ['BOSS'] },
      'There is no role BOSS. Choose from ADMIN, EDITOR, SUPPORT, USER.',
    ],
    ['no such field', SDL, DOCUMENTS, { roles: ['USER'], mayBeNull: ['Query.usr'] }, 'mayBeNull names Query.usr'],
    ['a mistake in a rule', 'type Query { a: Int @auth(role: BOSS) }', 'query A { a }', {}, 'BOSS'],
  ])('%s', async (_name, sdl, documents, config, problem) => {
    await expect(generateClient(sdl, documents, config)).rejects.toThrow(problem);
  });

  test('a schema without rules, as introspection gives it', () => {
    const schema = buildSchema('type Query { a: Int }');
    expect(() => plugin(schema, [])).toThrow('Introspection omits the rules');
  });
});

describe('what is not there asks for nothing, so nothing is written', () => {
  const schema = buildSchema(`${accessTypeDefs()} ${ROLES} ${SDL}`);
  const write = (texts: readonly string[], external: readonly string[] = []) => {
    const externalFragments = external.flatMap((text) =>
      parse(text).definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [{ node }] : [])),
    );
    const files = texts.map((text) => ({ location: 'x.graphql', document: parse(text) }));
    return plugin(schema, files, { externalFragments }).content;
  };
  const QUERY = 'query Me { me { ...Whole } }';

  test.each<[string[], string]>([
    [[QUERY], 'Unknown fragment "Whole".'],
    [['query Me { me { nope } }'], 'Cannot query field "nope" on type "User".'],
    [['query Me { me { ... on Nobody { notes } } }'], 'Unknown type "Nobody".'],
    [[QUERY, 'fragment Whole on User { ...Whole }'], 'Cannot spread fragment "Whole" within itself.'],
    [
      [QUERY, 'fragment Whole on User { notes }', 'fragment Whole on User { id }'],
      'There are two fragments named Whole.',
    ],
  ])('%j', (texts, message) => {
    expect(() => write(texts)).toThrow(TypeError);
    expect(() => write(texts)).toThrow(message);
  });

  test('a fragment that stands in another file counts, given by a preset or twice the same', () => {
    const fragment = 'fragment Whole on User { notes }';
    const expected = expect.stringContaining("Me: { role: 'SUPPORT' },");
    expect(write([QUERY], [fragment])).toEqual(expected);
    expect(write([QUERY, fragment, fragment])).toEqual(expected);
    expect(write([fragment])).toEqual(expect.stringContaining('requires: {\n  },'));
  });
});
