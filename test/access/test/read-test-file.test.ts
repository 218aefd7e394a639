import { describe, expect, test } from '@jest/globals';
import { problemsOf } from './run-file.js';

const SHOP = `
type Query { me: User @auth  user(id: ID!): User @public  orders: [Order] @auth(role: SUPPORT)  pets: [Pet] @public }
type User { id: ID  name: String  email: String @auth(anyOf: [{ owner: "id" }, { policy: "isFriend" }]) }
type Order { id: ID!  status: Status }
enum Status { OPEN CLOSED }
union Pet = User | Order
`;

const OPERATION = 'USER { me { name } }';

function inTests(...lines: readonly string[]): string {
  return ['tests', ...lines.map((line) => `  ${line}`)].join('\n');
}

test('a file without mistakes has none', () => {
  const text = `# who
viewers
  ann = USER sub u1 # of the shop
  eve = claims { org: "acme", tags: ["a"] } scope "a b" iss https://id.example.com

policies
  isFriend = true for ann, eve

data
  Query.user(id: "u9") = null
  Query.user = { id: $id, name: "#1 -> {" }
  Query.pets = [{ __typename: "Order", id: 1, status: OPEN }]

tests Some title, with a -> in it
  ann { me { name } } -> allowed
  ann scope x query ($id: ID!) { user(id: $id) { name } } with { id: $ann.sub }
    -> { user: { name: _ } }
  nobody { me { name } }
    ->
    UNAUTHENTICATED at me,
    UNAUTHENTICATED at me
`;
  expect(problemsOf(SHOP, text)).toEqual([]);
  expect(problemsOf(SHOP, text.replaceAll('\n', '\r\n'))).toEqual([]);
});

describe('a slip of the pen is a mistake, with its line and how to fix it', () => {
  test.each([
    [
      'a viewer',
      inTests('anm { me { name } } -> refused'),
      'There is no viewer or role anm. There are the viewers nobody',
    ],
    ['a role', 'viewers\n  ann = USR\ntests\n  ann { me { name } } -> refused', 'There is no viewer or role USR.'],
    ['a field', inTests('USER { me { emial } } -> refused'), 'Cannot query field "emial" on type "User". Did you mean'],
    ['a type', inTests('USER { me { ... on Usr { name } } } -> refused'), 'Unknown type "Usr".'],
    ['a code', inTests(`${OPERATION} -> FORBIDEN at me`), 'There is no code FORBIDEN.'],
    ['a reason', inTests(`${OPERATION} -> UNAUTHENTICATED at me (TOKEN_EXPIRD)`), 'There is no reason TOKEN_EXPIRD.'],
    ['a path', inTests(`${OPERATION} -> FORBIDDEN at mee`), 'The operation does not ask for mee'],
    ['a key of the data', inTests(`${OPERATION} -> { me: { nam: "x" } }`), 'The operation does not ask for nam'],
    ['a verdict', inTests(`${OPERATION} -> alowed`), '"alowed" is no answer.'],
    ['a section', 'test\n  x', '"test" begins no section. Begin one with viewers'],
    ['a type of the data', `data\n  Usr.name = "x"\n${inTests(`${OPERATION} -> allowed`)}`, 'There is no type Usr.'],
    [
      'a field of the data',
      `data\n  Query.mee = null\n${inTests(`${OPERATION} -> allowed`)}`,
      'Query has no field mee.',
    ],
    [
      'a key in the data',
      `data\n  Query.me = { nam: "x" }\n${inTests(`${OPERATION} -> allowed`)}`,
      'User has no field nam.',
    ],
    [
      'an argument',
      `data\n  Query.user(ID: 1) = null\n${inTests(`${OPERATION} -> allowed`)}`,
      'Query.user has no argument ID. It has id.',
    ],
    [
      'an enum value',
      `data\n  Query.orders = [{ status: OPNE }]\n${inTests(`${OPERATION} -> allowed`)}`,
      'Query.orders: Order.status is Status',
    ],
    [
      'a null',
      `data\n  Query.orders = [{ id: null }]\n${inTests(`${OPERATION} -> allowed`)}`,
      'Query.orders: Order.id cannot be null',
    ],
    [
      'a member of a union',
      `data\n  Query.pets = [{ id: 1 }]\n${inTests(`${OPERATION} -> allowed`)}`,
      'Query.pets is Pet, and can be User, Order.',
    ],
    [
      'a name with a dollar',
      inTests('USER { user(id: $anm.sub) { name } } -> allowed'),
      'There is no $anm before this.',
    ],
    [
      'a variable',
      inTests(`USER query ($id: ID!) { user(id: $id) { name } } -> allowed`),
      'The variable $id has no value.',
    ],
    ['the value of one', inTests(`${OPERATION} with { id: 1 } -> allowed`), 'The operation has no variable $id.'],
    [
      'a policy',
      `policies\n  isFrend = true\n${inTests(`${OPERATION} -> allowed`)}`,
      'No rule asks the policy isFrend.',
    ],
    [
      'whom a policy is for',
      `policies\n  isFriend = true for anm\n${inTests(`${OPERATION} -> allowed`)}`,
      'There is no viewer anm.',
    ],
  ])('%s', (_what, text, message) => {
    const problems = problemsOf(SHOP, text);
    expect(problems[0]).toMatch(/^\d+ /);
    expect(problems[0]).toContain(message);
  });
});

describe('nothing passes without being tested', () => {
  test.each([
    ['', '1 There is no test in it.'],
    ['# only this', '1 There is no test in it.'],
    ['viewers\n  ann = USER\ntests', '1 There is no test in it.'],
    [inTests(OPERATION), '2 There is no "->" and so no answer.'],
    [inTests(`${OPERATION} ->`), '2 There is no answer.'],
    [inTests('{ me { name } } -> allowed'), '2 Nobody asks.'],
    [inTests('USER -> allowed'), '2 There is no operation.'],
    [inTests('USER { me { name } -> allowed'), '2 { is never closed.'],
    [inTests('USER { me { name } } } -> allowed'), '2 There is a } that closes nothing.'],
    [inTests('USER { user(id: "1) { name } } -> allowed'), '2 A string is not closed'],
    [inTests('USER query A { me { name } } query B { me { name } } -> allowed'), '2 A line has one operation.'],
    [inTests(`${OPERATION} -> { me: null } FORBIDDEN at me`), '2 "FORBIDDEN at me" follows the data without a comma.'],
    [`  ${OPERATION} -> allowed`, '1 This is in no section.'],
    ['viewers of this\n  ann = USER', '1 Only tests have a title.'],
    ['viewers\n  nobody = USER\ntests\n  USER { me { name } } -> allowed', '2 The name nobody is taken.'],
    ['viewers\n  ann = USER\n  ann = SUPPORT\ntests\n  ann { me { name } } -> allowed', '3 The name ann is taken.'],
    [inTests('nobody scope x { me { name } } -> refused'), '2 Who is not signed in has nothing else.'],
    [`server\ndata\n${inTests(`${OPERATION} -> allowed`)}`, '2 The server has its own data.'],
    [
      `server\n${inTests('USER iss https://x { me { name } } -> refused')}`,
      '3 The tokens of the server have its own issuer.',
    ],
    [
      `server\n${inTests(`TOKEN_EXPIRED { me { name } } -> refused`)}`,
      '3 On the server, who is not signed in is "nobody".',
    ],
  ])('%j: %s', (text, message) => {
    expect(problemsOf(SHOP, text)[0]).toContain(message);
  });
});

test('a name that stands twice in an object would be tested once', () => {
  const twice = (line: string) => problemsOf(SHOP, inTests(line));
  const problem = ['2 name stands twice in one object. Take one away.'];
  expect(twice(`${OPERATION} -> { me: { name: null, name: "Ann" } }`)).toEqual(problem);
  expect(twice('USER query ($name: ID!) { user(id: $name) { id } } with { name: 1, name: 2 } -> allowed')).toEqual(
    problem,
  );
  expect(problemsOf(SHOP, `data\n  Query.me = { name: "a", name: "b" }\ntests\n  ${OPERATION} -> allowed`)).toEqual(
    problem,
  );
});

test('a byte order mark is none of it', () => {
  expect(problemsOf(SHOP, `\uFEFF${inTests(`${OPERATION} -> allowed`)}`)).toEqual([]);
});

test('a mistake in a viewer is told once, and not at each of their tests', () => {
  const text = `viewers\n  ann = USR\n${inTests('ann { me { name } } -> allowed')}`;
  expect(problemsOf(SHOP, text)).toEqual([expect.stringMatching(/^2 There is no viewer or role USR/)]);
});

test('a viewer is not made of themselves', () => {
  const text = `viewers\n  ann = ann scope x\n${inTests('ann { me { name } } -> allowed')}`;
  expect(problemsOf(SHOP, text)).toEqual([expect.stringMatching(/^2 There is no viewer or role ann/)]);
});

test('all mistakes are told at once, in the order of their lines', () => {
  const text = `viewers\n  ann = USR\ndata\n  Query.mee = 1\n${inTests('bob { me { name } } -> allowed', OPERATION)}`;
  expect(problemsOf(SHOP, text).map((problem) => problem.split(' ', 1)[0])).toEqual(['2', '4', '6', '7']);
});
