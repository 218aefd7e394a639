import { describe, expect, test } from '@jest/globals';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { warningsOf } from '../../../src/access/rules/warnings.js';
import { isHere } from '../../support/hosts.js';
import { subgraph } from '../subgraph.js';
import { buildSchema, ROLES } from '../support.js';

function warnings(body: string) {
  const schema = buildSchema(`${body}\ntype Query { a: Int @public } ${ROLES}`);
  return warningsOf(schema, compileAccess(schema, { unmarked: 'allow' }));
}

const NON_NULL = 'These fields have a rule but cannot be null, so a refusal removes the whole object. Remove the !:';
const UNMARKED = 'These root fields do not say who may use them, so anyone may. Add @auth or @public to each:';

test('there are none where there is nothing to say', () => {
  expect(warnings('type Mutation { a: Int @public b: Int @auth }')).toEqual([]);
});

describe('root fields that are not marked', () => {
  test('are listed', () => {
    expect(warnings('type Mutation { a: Int b: Int @auth c: Int @public d: Int! }')).toEqual([
      `${UNMARKED}\n  Mutation.a\n  Mutation.d`,
    ]);
  });

  test('are marked by their type', () => {
    expect(warnings('type Mutation @auth { a: Int }')).toEqual([]);
  });
});

describe('fields that cannot be null', () => {
  test.each<[string, string, readonly string[]]>([
    ['with a rule', 'type Doc { id: ID! text: String! @auth }', ['Doc.text']],
    ['each of them', 'type Doc { a: Int! @auth b: [Int] @auth c: [Int!]! @auth }', ['Doc.a', 'Doc.c']],
    ['that can be null inside alone', 'type Doc { a: [Int!] @auth }', []],
    ['of a type with a rule, which refuses all of it', 'type Doc @auth { id: ID! text: String! }', []],
    [
      'of a type with a rule, that have one more',
      'type Doc @auth { id: ID! text: String! @auth(role: ADMIN) }',
      ['Doc.text'],
    ],
    [
      'whose type has a rule through an interface',
      'interface N @auth { id: ID! } type Doc implements N { id: ID! text: Int! }',
      [],
    ],
    [
      'with a rule that an interface gives them',
      'interface N { id: ID! @auth } type Doc implements N { id: ID! }',
      ['Doc.id'],
    ],
    ['that return what has a rule', 'type Secret @auth { id: ID } type Doc { secret: Secret! }', ['Doc.secret']],
    ['that return an enum with a rule', 'enum Level @auth { LOW } type Doc { level: Level! }', ['Doc.level']],
    ['on a root type', 'type Mutation { a: Int! @auth b: Int! @public }', ['Mutation.a']],
    ['of an interface alone', 'interface N { id: ID! @auth }', []],
  ])('%s', (_which, body, expected) => {
    const lines = expected.map((coordinate) => expect.stringMatching(new RegExp(`^schema/x.graphql:1 ${coordinate}$`)));
    const [warning, ...others] = warnings(body);
    expect(others).toEqual([]);
    expect(warning?.split('\n  ') ?? []).toEqual(expected.length > 0 ? [NON_NULL, ...lines] : []);
  });

  test.each<[string, string, readonly string[]]>([
    ['by a public field', 'extend type Query { doc: Doc @public }', ['Doc.secret']],
    ['as a public field', 'extend type Query { secret: Secret! @public }', ['Query.secret']],
    ['by a field that says nothing', 'extend type Query { doc: Doc }', ['Doc.secret']],
    [
      'in a list, through others',
      'extend type Query { all: [Any!]! @public } union Any = Box type Box { doc: Doc }',
      ['Doc.secret'],
    ],
    ['through an interface', 'extend type Query { node: Node @public }', ['Doc.secret']],
    ['by those signed in alone', 'extend type Query { doc: Doc @auth }', []],
    ['through a field for those signed in', 'extend type Query { box: Box @public } type Box { doc: Doc @auth }', []],
    ['through a type for those signed in', 'extend type Query { box: Box @public } type Box @auth { doc: Doc }', []],
    ['by nobody', '', []],
  ])('that return a type for whoever owns it, if a field that is public reaches them: %s', (_how, query, expected) => {
    const body = `interface Node { id: ID } type Secret @auth(owner: "id") { id: ID } type Doc implements Node { id: ID secret: Secret! }`;
    const lines = warnings(`${body} ${query}`)
      .find((warning) => warning.startsWith(NON_NULL))
      ?.split('\n  ')
      .slice(1);
    expect(lines ?? []).toEqual(expected.map((coordinate) => `schema/x.graphql:1 ${coordinate}`));
  });

  test.each<[string, string, readonly string[]]>([
    ['by a field that asks for the same', 'extend type Query { docs: Docs @auth(role: ADMIN) }', []],
    [
      'by fields that ask for the same, and more',
      'extend type Query { docs: Docs @auth(role: ADMIN, scopes: ["a"]) doc: Doc @auth(role: ADMIN) }',
      [],
    ],
    ['by a field that asks for less', 'extend type Query { docs: Docs @auth }', ['Doc.secret']],
    [
      'by one of two fields that asks for the same',
      'extend type Query { docs: Docs @auth(role: ADMIN) doc: Doc @public }',
      ['Doc.secret'],
    ],
    ['by nothing', '', ['Doc.secret']],
  ])('that return a type for some, in a type that is reached %s', (_how, query, expected) => {
    const body =
      'type Secret @auth(role: ADMIN) { id: ID! } type Doc { cursor: ID! secret: Secret! } type Docs { docs: [Doc!]! }';
    const lines = warnings(`${body} ${query}`)
      .find((warning) => warning.startsWith(NON_NULL))
      ?.split('\n  ')
      .slice(1);
    expect(lines ?? []).toEqual(expected.map((coordinate) => `schema/x.graphql:1 ${coordinate}`));
  });

  test('that ask for the owner of each object are listed behind one that asks for another owner', () => {
    const body =
      'type Doc @auth(owner: "id") { id: ID! note: Note @auth(policy: "p") } type Note { id: ID! text: String! @auth(policy: "p") }';
    expect(warnings(`${body} extend type Query { doc: Doc @auth }`)).toEqual([
      `${NON_NULL}\n  schema/x.graphql:1 Note.text`,
    ]);
  });

  test('are listed with the line of the rule', () => {
    const body =
      'type Doc {\n  id: ID!\n  text: String! @auth\n}\ntype Pic {\n  text: String!\n    @auth(role: ADMIN)\n}';
    expect(warnings(body)).toEqual([`${NON_NULL}\n  schema/x.graphql:3 Doc.text\n  schema/x.graphql:7 Pic.text`]);
  });

  test('are listed beside root fields that are not marked', () => {
    expect(warnings('type Mutation { a: Int b: Int! @auth }')).toEqual([
      `${UNMARKED}\n  Mutation.a`,
      `${NON_NULL}\n  schema/x.graphql:1 Mutation.b`,
    ]);
  });
});

(isHere('@apollo/subgraph') ? describe : describe.skip)('entities', () => {
  const warningsOfSubgraph = (body: string) => {
    const schema = subgraph(
      `${body} type Secret @key(fields: "id org { at }") { id: ID!  org: Org  text: String  pin: Int @auth(role: ADMIN) } type Org { at: ID }`,
    );
    return warningsOf(schema, compileAccess(schema, { unmarked: 'allow' }));
  };
  const OPEN =
    'These entity fields have no rule, so anyone who sends a key to _entities can read them, although no other path to them is open. Add @auth to the type:';

  test.each([
    ['by a root field', 'type Query { secrets: [Secret] @auth(role: ADMIN) }'],
    ['by an object', 'type Query { a: A @public } type A { secret: Secret @auth }'],
    ['by a union', 'type Query { either: Either @auth } union Either = Secret | Org'],
  ])('that are protected %s, and open by _entities', (_way, sdl) => {
    expect(warningsOfSubgraph(sdl)).toEqual([`${OPEN}\n  Secret.text`]);
  });

  test.each([
    ['are open anyway', 'type Query { secrets: [Secret] @public }'],
    ['are given by nothing else', 'type Query { ping: Int @public }'],
    ['have a rule', 'type Query { secrets: [Secret] @auth(role: ADMIN) } extend type Secret @auth(role: ADMIN)'],
  ])('that %s are not told of', (_what, sdl) => {
    expect(warningsOfSubgraph(sdl)).toEqual([]);
  });
});
