import { describe, expect, test } from '@jest/globals';
import { type CompiledSchema, createMatrix, type MatrixRow } from '../../../src/access/report/index.js';
import { FILE } from '../support.js';
import { compiled, compiledWithoutRoles } from './support.js';

const SIGNS = { allowed: '+', refused: '-', unreachable: '.' } as const;

function rowsOf(schema: CompiledSchema): readonly MatrixRow[] {
  return createMatrix(schema).types.flatMap(({ rows }) => rows);
}

/** For each row a sign a viewer (anonymous, signed in, USER, EDITOR, SUPPORT, ADMIN), or what it depends on. */
function signs(body: string): Record<string, string> {
  const line = ({ cells }: MatrixRow) =>
    cells.map((cell) => (cell.access === 'depends' ? `[${cell.on}]` : SIGNS[cell.access])).join('');
  return Object.fromEntries(rowsOf(compiled(body)).map((row) => [row.coordinate, line(row)]));
}

describe('the viewers of the matrix', () => {
  test('are an anonymous viewer, one without a role, and each role in the order of the enum', () => {
    const { viewers } = createMatrix(compiled('type Query { a: Int @auth }'));
    expect(viewers).toEqual([
      { kind: 'anonymous', name: 'anonymous', roles: [], scopes: [] },
      { kind: 'signedIn', name: 'signed in', roles: [], scopes: [] },
      { kind: 'role', name: 'USER', roles: ['USER'], scopes: [] },
      { kind: 'role', name: 'EDITOR', roles: ['USER', 'EDITOR'], scopes: [] },
      { kind: 'role', name: 'SUPPORT', roles: ['USER', 'SUPPORT'], scopes: [] },
      { kind: 'role', name: 'ADMIN', roles: ['USER', 'SUPPORT', 'ADMIN'], scopes: [] },
    ]);
  });

  test('are two where there are no roles', () => {
    const { viewers } = createMatrix(compiledWithoutRoles('type Query { a: Int @auth }'));
    expect(viewers.map(({ name }) => name)).toEqual(['anonymous', 'signed in']);
  });

  test('may be named by a role as the others are', () => {
    const { viewers, types } = createMatrix(
      compiled('type Query { a: Int @auth(role: anonymous) }', 'enum Role { anonymous }'),
    );
    expect(viewers.map(({ kind, name }) => [kind, name])).toEqual([
      ['anonymous', 'anonymous'],
      ['signedIn', 'signed in'],
      ['role', 'anonymous'],
    ]);
    expect(types[0]?.rows[0]?.cells.map(({ access }) => access)).toEqual(['refused', 'refused', 'allowed']);
  });
});

describe('the scopes that roles bring', () => {
  const roles = `enum Role {
    USER
    STAFF @includes(roles: ["USER"]) @grants(scopes: ["read"])
    OWNER @includes(roles: ["STAFF"]) @grants(scopes: ["write", "read"])
  }`;

  test('are listed, with where it is said, and are with each viewer', () => {
    const matrix = createMatrix(compiled('type Query { a: Int @auth }', roles));
    const at = (name: string, line: number) => ({ coordinate: `Role.${name}`, location: `${FILE}:${line}` });
    expect(matrix.scopes).toEqual([
      { scope: 'read', grantedBy: [at('STAFF', 4), at('OWNER', 5)] },
      { scope: 'write', grantedBy: [at('OWNER', 5)] },
    ]);
    expect(matrix.viewers.map(({ scopes }) => scopes)).toEqual([[], [], [], ['read'], ['read', 'write']]);
    expect(createMatrix(compiled('type Query { a: Int @auth }')).scopes).toEqual([]);
  });

  test('decide the cells of who has them; who has not may have another role, or a token of another issuer', () => {
    const body = `type Query {
      read: Int @auth(scopes: "read")
      write: Int @auth(scopes: ["read", "write"])
      other: Int @auth(scopes: ["read", "other"])
      either: Int @auth(anyOf: [{ role: OWNER }, { scopes: "read" }])
      role: Int @auth(role: OWNER, scopes: "read")
    }`;
    const [query] = createMatrix(compiled(body, roles)).types;
    const line = ({ cells }: MatrixRow) =>
      cells.map((cell) => (cell.access === 'depends' ? `[${cell.on}]` : SIGNS[cell.access])).join('');
    // anonymous, signed in, USER, STAFF, OWNER
    expect(query?.rows.map((row) => `${row.coordinate} ${line(row)}`)).toEqual([
      'Query.read -[scope read][scope read]++',
      'Query.write -[scope read and scope write][scope read and scope write][scope write]+',
      'Query.other -[scope read and scope other][scope read and scope other][scope other][scope other]',
      'Query.either -[scope read][scope read]++',
      'Query.role ----+',
    ]);
  });
});

describe('the rows of the matrix', () => {
  test('are every field, root types first and then by the SDL, and whatever else has a rule', () => {
    const rows = rowsOf(
      compiled(`
        enum Level { LOW HIGH @auth(role: ADMIN) }
        scalar Secret @auth(role: ADMIN)
        type Thing { id: ID secret: Secret level: Level }
        input Patch { name: String level: Level roles: [String] @auth(role: ADMIN) }
        type Mutation { patch(by: Patch, force: Boolean @auth(role: ADMIN), why: String): Thing @auth }
        interface Named { name: String @auth }
        type Query { thing: Thing @public }
        enum Sealed @auth(role: USER) { A }
        extend type Thing { sealed: Sealed }`),
    );
    expect(rows.map(({ coordinate, kind }) => `${coordinate} ${kind}`)).toEqual([
      'Query.thing field',
      'Mutation.patch field',
      'Mutation.patch(force:) argument',
      'Level.HIGH enumValue',
      'Secret scalar',
      'Thing.id field',
      'Thing.secret field',
      'Thing.level field',
      'Thing.sealed field',
      'Patch.roles inputField',
      'Sealed enum',
    ]);
  });

  test('say where they are declared, and which @auth says each part', () => {
    const rows = rowsOf(
      compiled(
        [
          'type Query { t: T @public }',
          'interface Owned @auth(role: USER) {',
          '  "The id."',
          '  id: ID @auth(scopes: "read")',
          '}',
          'type T implements Owned {',
          '  "The id."',
          '  id: ID @auth(anyOf: [{ owner: "id" }, { role: ADMIN }])',
          '}',
        ].join('\n'),
      ),
    );
    expect(rows.find(({ coordinate }) => coordinate === 'T.id')).toEqual({
      coordinate: 'T.id',
      kind: 'field',
      location: `${FILE}:8`,
      mark: null,
      rule: '(owner id or role ADMIN) and scope read and role USER',
      needs: [],
      clauses: [
        {
          text: 'owner id or role ADMIN',
          anyOf: [[{ kind: 'owner', field: 'id' }], [{ kind: 'role', role: 'ADMIN' }]],
          coordinate: 'T.id',
          location: `${FILE}:8`,
        },
        {
          text: 'scope read',
          anyOf: [[{ kind: 'scope', scope: 'read' }]],
          coordinate: 'Owned.id',
          location: `${FILE}:4`,
        },
        { text: 'role USER', anyOf: [[{ kind: 'role', role: 'USER' }]], coordinate: 'Owned', location: `${FILE}:2` },
      ],
      cells: [
        { access: 'refused' },
        { access: 'refused' },
        { access: 'depends', on: 'owner id and scope read' },
        { access: 'depends', on: 'owner id and scope read' },
        { access: 'depends', on: 'owner id and scope read' },
        { access: 'depends', on: 'scope read' },
      ],
    });
  });

  test('tell a public root field from one that nobody decided about', () => {
    const rows = rowsOf(compiled('type Query { a: Int @public b: Int c: Int @auth t: T @auth } type T { d: Int }'));
    expect(rows.map(({ coordinate, mark }) => [coordinate, mark])).toEqual([
      ['Query.a', 'public'],
      ['Query.b', 'unmarked'],
      ['Query.c', null],
      ['Query.t', null],
      ['T.d', null],
    ]);
  });

  test('are the same each time', () => {
    const body = 'type Query { a(x: Int @auth): T @public } type T { b: Int @auth(role: ADMIN) c: T }';
    expect(JSON.stringify(createMatrix(compiled(body)))).toBe(JSON.stringify(createMatrix(compiled(body))));
  });
});

describe('a cell', () => {
  test('is decided by the role as far as it goes', () => {
    expect(
      signs(`type Query {
        public: Int @public
        signedIn: Int @auth
        user: Int @auth(role: USER)
        support: Int @auth(role: SUPPORT)
        both: Int @auth(role: EDITOR) @auth(role: SUPPORT)
        either: Int @auth(anyOf: [{ role: EDITOR }, { role: SUPPORT }])
        scope: Int @auth(scopes: "pay")
        roleAndScope: Int @auth(role: SUPPORT, scopes: "pay")
        roleOrScope: Int @auth(anyOf: [{ role: SUPPORT }, { scopes: ["pay", "all"] }])
        pair: Int @auth(anyOf: [{ role: SUPPORT, scopes: "pay" }, { role: ADMIN }])
        org(id: ID): Int @auth(claims: [{ name: "org", argument: "id" }])
        policy: Int @auth(policy: "may")
      }`),
    ).toEqual({
      'Query.public': '++++++',
      'Query.signedIn': '-+++++',
      'Query.user': '--++++',
      'Query.support': '----++',
      'Query.both': '------',
      'Query.either': '---+++',
      'Query.scope': '-[scope pay][scope pay][scope pay][scope pay][scope pay]',
      'Query.roleAndScope': '----[scope pay][scope pay]',
      'Query.roleOrScope': `-${'[scope pay and scope all]'.repeat(3)}++`,
      'Query.pair': '----[scope pay]+',
      'Query.org': `-${'[claim org is argument id]'.repeat(5)}`,
      'Query.policy': `-${'[policy may]'.repeat(5)}`,
    });
  });

  test('is unreachable where no way leads, and refused where a rule says so whatever the way', () => {
    expect(
      signs(`type Query { users: [User] @auth(role: SUPPORT) open: Int @public }
        type User { name: String email: String @auth(role: ADMIN) posts: [Post] }
        type Post { title: String }
        type Orphan { a: Int b: Int @auth }`),
    ).toEqual({
      'Query.users': '----++',
      'Query.open': '++++++',
      'User.name': '....++',
      'User.email': '-----+',
      'User.posts': '....++',
      'Post.title': '....++',
      'Orphan.a': '......',
      'Orphan.b': '-.....',
    });
  });

  test('knows the ways by interfaces, unions and objects that depend', () => {
    expect(
      signs(`type Query { node: Node @public any: Any @auth(policy: "may") }
        interface Node { id: ID }
        type A implements Node { id: ID }
        type B { id: ID c: C @auth(owner: "id") }
        type C { id: ID }
        union Any = B`),
    ).toMatchObject({ 'A.id': '++++++', 'B.id': '.+++++', 'C.id': '.+++++' });
  });

  test('of what is sent is reached by an argument that is not refused', () => {
    expect(
      signs(`type Query { a: Int @public }
        type Mutation { open(in: Outer): Int @public sealed(in: Only): Int @auth(role: ADMIN) part(in: Part @auth(role: SUPPORT)): Int @public }
        input Outer { inner: Inner closed: Closed @auth(role: ADMIN) }
        input Inner { x: Int @auth(role: USER) }
        input Closed { x: Int @auth(role: USER) }
        input Only { x: Int @auth(role: USER) }
        input Part { x: Int @auth(role: USER) }`),
    ).toMatchObject({
      'Mutation.part(in:)': '----++',
      'Inner.x': '--++++',
      'Closed.x': '--...+',
      'Only.x': '--...+',
      'Part.x': '--..++',
    });
  });

  test('of an argument is unreachable where the field is refused', () => {
    expect(signs('type Query { a(x: Int @auth(role: USER)): Int @auth(role: ADMIN) }')).toEqual({
      'Query.a': '-----+',
      'Query.a(x:)': '--...+',
    });
  });

  test('of a field is refused if it needs an argument that may not be sent', () => {
    expect(
      signs(`type Query {
          needs(x: Int! @auth(role: ADMIN)): T @public
          has(x: Int! = 1 @auth(role: ADMIN)): Int @public
          may(x: Int @auth(role: ADMIN)): Int @public
          deep(in: In!): Int @public
          list(ins: [In!]!): Int @public
          value(level: Level!): Int @public
          some(sort: Sort!): Int @public
          secret(s: Secret!): Int @public
        }
        type T { a: Int }
        input In { again: Again! }
        input Again { x: Int! @auth(role: ADMIN) y: Int, in: In }
        enum Level @auth(role: ADMIN) { A }
        enum Sort { A @auth(role: ADMIN) B }
        scalar Secret @auth(role: ADMIN)`),
    ).toMatchObject({
      'Query.needs': '-----+',
      'Query.needs(x:)': '-----+',
      'T.a': '.....+',
      'Query.has': '++++++',
      'Query.may': '++++++',
      'Query.deep': '-----+',
      'Query.list': '++++++',
      'Query.value': '-----+',
      'Query.some': '++++++',
      'Query.secret': '-----+',
    });
  });

  test('names the arguments that a field needs and not everybody may send', () => {
    const rows = rowsOf(
      compiled(
        'type Query { a(x: Int! @auth, y: Int! = 1 @auth, z: Int!, in: In!): Int @public } input In { w: Int! @auth(role: ADMIN) }',
      ),
    );
    expect(rows.map(({ coordinate, needs }) => [coordinate, needs])).toEqual([
      ['Query.a', ['x', 'in']],
      ['Query.a(x:)', []],
      ['Query.a(y:)', []],
      ['In.w', []],
    ]);
  });

  test('is found in linear time where inputs need each other in many ways', () => {
    const inputs = Array.from({ length: 60 }, (_, n) => `input I${n} { a: I${n + 1}! b: I${n + 1}! c: [I${n}] }`);
    const body = `type Query { a(in: I0!): Int @public } ${inputs.join(' ')} input I60 { x: Int! @auth(role: ADMIN) }`;
    expect(signs(body)['Query.a']).toBe('-----+');
  });
});
