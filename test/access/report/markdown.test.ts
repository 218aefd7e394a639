import { describe, expect, test } from '@jest/globals';
import { createMatrix, matrixMarkdown } from '../../../src/access/report/index.js';
import { compiled, compiledWithoutRoles } from './support.js';

const markdown = (body: string, lines = true) => matrixMarkdown(createMatrix(compiled(body)), { lines });

/** The cells of the line that begins with this. */
function lineOf(text: string, start: string): readonly string[] | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`| ${start} `));
  return line?.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

describe('the matrix as Markdown', () => {
  test('is a table for each root type, one for the types, and one for what is sent', () => {
    const schema =
      compiledWithoutRoles(`type Query { me: User @auth  login(as: ID @auth(scopes: "as")): Boolean @public }
type User { id: ID! name: String
  email: String @auth(owner: "id") }
input Patch { level: Int @auth(scopes: "pay") }
type Mutation { patch(by: Patch): User @auth }`);
    expect(matrixMarkdown(createMatrix(schema), { lines: true })).toBe(`# Who may use what

✓ allowed · if: allowed where the rest of the rule holds · – refused · empty: no rule forbids it, but no field open to the viewer leads there

## Query

| field               | anonymous | signed in | requires  | rule at            |
| ------------------- | :-------: | :-------: | --------- | ------------------ |
| me                  |     –     |     ✓     | signed in | schema/x.graphql:1 |
| login               |     ✓     |     ✓     | @public   | schema/x.graphql:1 |
| login(as:)          |     –     |    if     | scope as  | schema/x.graphql:1 |

## Mutation

| field               | anonymous | signed in | requires  | rule at            |
| ------------------- | :-------: | :-------: | --------- | ------------------ |
| patch               |     –     |     ✓     | signed in | schema/x.graphql:5 |

## Types

| **type** and fields | anonymous | signed in | requires  | rule at            |
| ------------------- | :-------: | :-------: | --------- | ------------------ |
| **User** id, name   |           |     ✓     |           |                    |
| User.email          |     –     |    if     | owner id  | schema/x.graphql:3 |

## Input fields, enums and scalars with a rule

| what                | anonymous | signed in | requires  | rule at            |
| ------------------- | :-------: | :-------: | --------- | ------------------ |
| Patch.level         |     –     |    if     | scope pay | schema/x.graphql:4 |
`);
  });

  test('names the roles that include others', () => {
    expect(markdown('type Query { a: Int @auth }')).toContain(
      '\n\nEDITOR includes USER. SUPPORT includes USER. ADMIN includes USER, SUPPORT.\n\n',
    );
  });

  test('says which roles bring which scopes, and what that is not, if any does', () => {
    const roles = `enum Role { USER
  STAFF @grants(scopes: ["read"])
  OWNER @includes(roles: ["STAFF"]) @grants(scopes: ["a|b", "read"]) }`;
    const matrix = createMatrix(compiled('type Query { a: Int @auth(scopes: "read") }', roles));
    expect(matrixMarkdown(matrix, { lines: false })).toBe(`# Who may use what

✓ allowed · if: allowed where the rest of the rule holds · – refused · empty: no rule forbids it, but no field open to the viewer leads there

OWNER includes STAFF.

## Query

| field | anonymous | signed in | USER | STAFF | OWNER | requires   | rule at                |
| ----- | :-------: | :-------: | :--: | :---: | :---: | ---------- | ---------------------- |
| a     |     –     |    if     |  if  |   ✓   |   ✓   | scope read |                        |

## Scopes that roles grant

A token from another issuer has the scopes that its issuer gave it, whatever its role.

| scope | anonymous | signed in | USER | STAFF | OWNER | requires   | rule at                |
| ----- | :-------: | :-------: | :--: | :---: | :---: | ---------- | ---------------------- |
| a\\|b  |           |           |      |       |   ✓   |            | Role.OWNER             |
| read  |           |           |      |   ✓   |   ✓   |            | Role.STAFF, Role.OWNER |
`);
    expect(lineOf(matrixMarkdown(matrix, { lines: true }), 'read')?.at(-2)).toBe(
      'Role.STAFF schema/x.graphql:3, Role.OWNER schema/x.graphql:4',
    );
    expect(markdown('type Query { a: Int @auth(scopes: "read") }')).not.toMatch(/Scopes|issuer/);
  });

  test('names where else a rule stands, and does without lines', () => {
    const body = `type Query { t: T @public }
interface I @auth(role: USER) { id: ID }
type T implements I { id: ID @auth(scopes: "x") }`;
    expect(lineOf(markdown(body), 'T.id')?.at(-2)).toBe('schema/x.graphql:3, I schema/x.graphql:2');
    expect(lineOf(markdown(body, false), 'T.id')?.at(-2)).toBe('I');
    const own = 'type Query { a: Int @auth }';
    expect(lineOf(markdown(own, false), 'field')?.at(-2)).toBe('requires');
    expect(markdown(own, false)).toBe(markdown(`\n\n${own}`, false));
    expect(markdown(own)).not.toBe(markdown(`\n\n${own}`));
  });

  test('is loud about a root field that nobody decided about', () => {
    const text = markdown('type Query { a: Int @public\n b: Int }');
    expect(text).toContain(
      '\n\n**Open to anyone, because nothing says who may use it:**\n\n- Query.b (schema/x.graphql:2)\n\n',
    );
    expect(lineOf(text, 'b')?.slice(2)).toEqual([
      ...'✓✓✓✓✓✓',
      '**unmarked: open to anyone**',
      'schema/x.graphql:2',
      '',
    ]);
    expect(markdown('type Query { a: Int @public }')).not.toContain('Open to anyone');
  });

  test('says why a field without a rule is refused', () => {
    const text = markdown(
      'type Query { a(x: Int! @auth(role: ADMIN)): T @public } type T { b: Int  c(x: Int! @auth(role: USER)): Int }',
    );
    expect(lineOf(text, 'a')?.at(-3)).toBe('@public, and argument x');
    expect(lineOf(text, '\\*\\*T\\*\\* c')).toBeUndefined();
    expect(lineOf(text, '**T** c')?.slice(2, -2)).toEqual(['–', '–', '', '', '', '✓', 'argument x']);
    expect(lineOf(text, '**T** b')?.slice(2, -2)).toEqual(['', '', '', '', '', '✓', '']);
  });

  test('names together the fields of which only their type says something', () => {
    const text = markdown(`type Query { t: T @auth(role: USER) }
type T @auth(role: USER) { a: Int b: Int @auth(scopes: "b") c: Int d(x: Int! @auth(role: ADMIN)): Int }`);
    const type = 'T schema/x.graphql:2';
    const lines = text.split('\n').filter((line) => /^\| (\*\*T\*\*|T\.)/.test(line));
    expect(lines.map((line) => line.split('|').map((cell) => cell.trim()))).toEqual([
      ['', '**T** a, c', '–', '–', '✓', '✓', '✓', '✓', 'role USER', type, ''],
      ['', '**T** d', '–', '–', '–', '–', '–', '✓', 'role USER, and argument x', type, ''],
      ['', 'T.b', '–', '–', 'if', 'if', 'if', 'if', 'scope b and role USER', `schema/x.graphql:2, ${type}`, ''],
      ['', 'T.d(x:)', '–', '–', '–', '–', '–', '✓', 'role ADMIN', 'schema/x.graphql:2', ''],
    ]);
  });

  test('lists every field of a large type, in pieces that fit', () => {
    const names = Array.from({ length: 60 }, (_, n) => `field${n}`);
    const text = markdown(`type Query { t: T @public } type T { ${names.map((name) => `${name}: Int`).join(' ')} }`);
    const lines = text.split('\n').filter((line) => line.startsWith('| **T**'));
    expect(lines.flatMap((line) => line.match(/field\d+/g))).toEqual(names);
    expect(Math.max(...lines.map((line) => line.indexOf(' |')))).toBeLessThan(60);
  });

  test('shows what the SDL says as it is', () => {
    const body = `type Query { _a_: Int @auth(claims: [{ name: "<b>", in: ["a|b", "*c* \`d\`", "[e](f)", "_g_", "\\n| x |"] }]) }`;
    const [, name, ...cells] = lineOf(markdown(body), '\\_a\\_') ?? [];
    expect(name).toBe('\\_a\\_');
    expect(cells.at(-3)).toBe(
      'claim "\\<b\\>" in \\["a\\|b", "\\*c\\* \\`d\\`", "\\[e\\](f)", "\\_g\\_", "\\\\n\\| x \\|"\\]',
    );
    expect(cells).toHaveLength(9);
  });
});
