import { getDirective } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { execute, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { accessTypeDefs } from '../../../src/access/index.js';
import { buildSchema, checked, problemsOf, ROLES } from '../support.js';
import { isGraphql17 } from '../variables.js';
import { mallory } from './harness.js';
import { withUsualDirective } from './usual-directive.js';

/** A slip of the one who writes the schema, which no attacker needs to do anything for. */
interface Mistake {
  readonly name: string;
  readonly sdl: string;
  /** Our definitions, as somebody else wrote them. */
  readonly definitions?: string;
  /** What comes out to anyone who is signed in, where `@auth` is read in the usual way. */
  readonly query: string;
  readonly problem: RegExp;
}

const rootValue = {
  me: { id: 'ann', email: 'treasure', friend: { id: 'bob' }, mood: 'treasure' },
  secret: 'treasure',
  node: { __typename: 'User', id: 'ann', email: 'treasure' },
  save: 'treasure',
};
const policies = { may: () => true };

function refusedAtTheStart(mistakes: readonly Mistake[]): void {
  test.each(mistakes)('$name', async ({ sdl, definitions, query, problem }) => {
    const body = /enum Role/.test(sdl) ? sdl : `${sdl}\n${ROLES}`;
    const built = buildSchema(body, {}, definitions);
    if (!(isGraphql17 && isRefusedByTools(built))) {
      const schema = withUsualDirective(built);
      const document = checked(schema, query);
      const contextValue = { viewer: mallory, effects: [] };
      const taken = await execute({ schema, document, rootValue, contextValue });
      expect(JSON.stringify(taken)).toMatch(/treasure/);
    }

    const problems = problemsOf(body, definitions, { policies });
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
}

/** With graphql 17, graphql-tools notices some mistakes in the values of directives by itself. */
function isRefusedByTools(schema: GraphQLSchema): boolean {
  try {
    withUsualDirective(schema);
    return false;
  } catch (error) {
    expect(error).toHaveProperty('message', expect.stringMatching(/has invalid value/));
    return true;
  }
}

/** On a field of an object. */
function onField(name: string, mark: string, problem: RegExp, definitions?: string): Mistake {
  const sdl = `type Query { me: User @public } type User { id: ID  ids: [ID]  friend: User  by(x: ID!): ID  email(org: ID, orgs: [ID], where: Where): String ${mark} }
    input Where { org: ID  inner: Where }`;
  return { name, sdl, problem, query: '{ me { email } }', ...(definitions === undefined ? {} : { definitions }) };
}

/** On a root field. */
function onRoot(name: string, mark: string, problem: RegExp): Mistake {
  return { name, sdl: `type Query { secret: String ${mark} }`, problem, query: '{ secret }' };
}

describe('a rule with a slip of the pen stops the start:', () => {
  refusedAtTheStart([
    onField('a key that does not exist', '@auth(roles: ADMIN)', /User\.email: .*does not accept "roles"/),
    onField(
      'a key that does not exist, beside a weaker one that does',
      '@auth(role: USER, scops: ["pay"])',
      /does not accept "scops"/,
    ),
    onField('a key in another case', '@auth(Role: ADMIN)', /does not accept "Role"/),
    onField('a key of an alternative', '@auth(anyOf: [{ role: USER, ownr: "id" }])', /does not accept "ownr"/),
    onField(
      'an alternative in an alternative',
      '@auth(anyOf: [{ anyOf: [{ role: ADMIN }] }])',
      /does not accept "anyOf"/,
    ),
    onField('a key of a claim', '@auth(claims: [{ name: "org", equals: "a", not: "b" }])', /does not accept "not"/),
    onField('one key twice, of which the last is weaker', '@auth(role: ADMIN, role: USER)', /"role" twice/),
    onField('no scope in a list', '@auth(scopes: [])', /scopes is empty/),
    onField('an empty scope', '@auth(scopes: [""])', /The scope "" is empty/),
    onField('two scopes in one text', '@auth(scopes: ["pay read"])', /contains a space/),
    onField('a scope that is null', '@auth(scopes: null)', /User\.email: .*null/),
    onField('no alternative in a list', '@auth(anyOf: [])', /anyOf is empty/),
    onField('an alternative that asks for nothing', '@auth(anyOf: [{ role: ADMIN }, {}])', /anyOf has \{ *\}/),
    onField('alternatives that are null', '@auth(anyOf: null)', /anyOf has null/),
    onField('no claim in a list', '@auth(claims: [])', /claims is empty/),
    onField('a claim that is compared with nothing', '@auth(claims: [{ name: "org" }])', /no comparison/),
    onField(
      'a claim that is compared twice',
      '@auth(claims: [{ name: "org", equals: "a", in: ["b"] }])',
      /more than one/,
    ),
    onField('a claim without a name', '@auth(claims: [{ name: "", equals: "a" }])', /User\.email: .*name/),
    onField('a claim that is one of nothing', '@auth(claims: [{ name: "org", in: [] }])', /in is empty/),
    onField('a role that is null', '@auth(role: null)', /role cannot be null/),
    onField('an owner that is null', '@auth(owner: null)', /owner cannot be null/),
    onField('an owner that is no field', '@auth(owner: "userId")', /not a field of User/),
    onField('an owner that every object has', '@auth(owner: "constructor")', /not a field of User/),
    onField('an owner that is a list', '@auth(owner: "ids")', /of type \[ID\]/),
    onField('an owner that is an object', '@auth(owner: "friend")', /of type User/),
    onField('an owner that needs an argument', '@auth(owner: "by")', /required argument/),
    onField('a policy that is not there', '@auth(policy: "mey")', /no policy "mey"/),
    onField('a policy that every object has', '@auth(policy: "constructor")', /no policy "constructor"/),
    onField('a policy named __proto__', '@auth(policy: "__proto__")', /no policy "__proto__"/),
    onField(
      'an argument that is not there',
      '@auth(claims: [{ name: "org", argument: "ogr" }])',
      /not an argument of the field/,
    ),
    onField('an argument that is a list', '@auth(claims: [{ name: "org", argument: "orgs" }])', /of type \[ID\]/),
    onField(
      'a path that leads nowhere',
      '@auth(claims: [{ name: "org", argument: "where.inner.ogr" }])',
      /does not lead to an input field/,
    ),
    onField('a path that ends too early', '@auth(claims: [{ name: "org", argument: "where.inner" }])', /of type Where/),
    onField('a field that is not there', '@auth(claims: [{ name: "org", field: "org" }])', /not a field of User/),
  ]);
});

describe('a rule in a place where it cannot be asked stops the start:', () => {
  const me = 'type Query { me: User @public } type User { id: ID  email: String }';
  const query = '{ me { email } }';
  refusedAtTheStart([
    onRoot('an owner on a root field', '@auth(owner: "secret")', /owner cannot be used on Query/),
    {
      name: 'an owner on an interface of a root type',
      sdl: 'interface Root @auth(owner: "secret") { secret: String } type Query implements Root { secret: String }',
      query: '{ secret }',
      problem: /owner cannot be used on Root/,
    },
    {
      name: 'an owner on an argument',
      sdl: 'type Query { secret(x: Int @auth(owner: "secret")): String @public }',
      query: '{ secret(x: 1) }',
      problem: /owner cannot be used here/,
    },
    {
      name: 'a policy on an input field',
      sdl: 'type Query { save(it: It): String @public } input It { x: Int @auth(policy: "may") }',
      query: '{ save(it: { x: 1 }) }',
      problem: /It\.x: policy cannot be used here/,
    },
    {
      name: 'a policy on a scalar',
      sdl: 'type Query { secret: Money @public } scalar Money @auth(policy: "may")',
      query: '{ secret }',
      problem: /Money: policy cannot be used here/,
    },
    {
      name: 'a policy on an argument, in an alternative',
      sdl: 'type Query { secret(x: Int @auth(anyOf: [{ role: ADMIN }, { policy: "may" }])): String @public }',
      query: '{ secret(x: 1) }',
      problem: /Query\.secret\(x:\): policy cannot be used here/,
    },
    {
      name: 'a policy on an enum',
      sdl: 'type Query { me: User @public } type User { mood: Mood } enum Mood @auth(policy: "may") { treasure }',
      query: '{ me { mood } }',
      problem: /Mood: policy cannot be used here/,
    },
    {
      name: 'an argument on a type',
      sdl: 'type Query { me: User @public } type User @auth(claims: [{ name: "org", argument: "org" }]) { email(org: ID): String }',
      query,
      problem: /no arguments here/,
    },
    {
      name: 'on an input type',
      sdl: `${me} input It @auth(role: ADMIN) { x: Int }`,
      query,
      problem: /It: @auth is not enforced/,
    },
    {
      name: 'on a union',
      sdl: `${me} union Any @auth(role: ADMIN) = User`,
      query,
      problem: /Any: @auth is not enforced/,
    },
    {
      name: 'on the schema',
      sdl: `${me} extend schema @auth(role: ADMIN)`,
      query,
      problem: /schema: @auth is not enforced/,
    },
    {
      name: 'on a role',
      sdl: `${me} enum Role { USER ADMIN @auth(role: ADMIN) @includes(roles: ["USER"]) }`,
      query,
      problem: /Role\.ADMIN: @auth is not enforced/,
    },
    {
      name: 'on a field that is declared again without it',
      sdl: 'type Query { me: User @public } type User { email: String @auth(role: ADMIN) } extend type User { email: String }',
      query,
      problem: /User\.email: The field is declared twice/,
    },
  ]);
});

describe('who may use a root field is said once, or the start stops:', () => {
  const query = '{ secret }';
  refusedAtTheStart([
    onRoot('nothing is said', '', /Query\.secret: This root field does not say who may use it/),
    {
      name: 'nothing is said in an extension',
      sdl: 'type Query { ping: Int @public } extend type Query { secret: String }',
      query,
      problem: /Query\.secret: This root field does not say/,
    },
    {
      name: 'nothing is said of a mutation',
      sdl: 'type Query { secret: String @public } type Mutation { wipe: Int }',
      query,
      problem: /Mutation\.wipe: This root field does not say/,
    },
    {
      name: 'nothing is said of a subscription, which has another name',
      sdl: 'schema { query: Query subscription: Feed } type Query { secret: String @public } type Feed { all: Int }',
      query,
      problem: /Feed\.all: This root field does not say/,
    },
    onRoot('open and closed', '@public @auth', /contradicts the @auth next to it/),
    {
      name: 'open under a type that is closed',
      sdl: 'type Query @auth { secret: String @public }',
      query,
      problem: /contradicts the @auth on Query/,
    },
    {
      name: 'open under an extension that is closed',
      sdl: 'type Query { secret: String @public } extend type Query @auth(scopes: ["a"])',
      query,
      problem: /contradicts the @auth on Query/,
    },
    {
      name: 'open where an interface closes it',
      sdl: 'interface Root { secret: String @auth } type Query implements Root { secret: String @public }',
      query,
      problem: /contradicts the @auth on Root\.secret/,
    },
    {
      name: 'open under an interface that is closed',
      sdl: 'interface Root @auth { secret: String } type Query implements Root { secret: String @public }',
      query,
      problem: /contradicts the @auth on Root/,
    },
    {
      name: 'open in the midst of a type that is closed',
      sdl: 'type Query { me: User @public } type User @auth(scopes: ["a"]) { email: String @public }',
      query: '{ me { email } }',
      problem: /User\.email: @public is allowed only on root fields/,
    },
    {
      name: 'open on an interface',
      sdl: 'type Query { me: User @public } interface Node { email: String @public } type User implements Node { email: String }',
      query: '{ me { email } }',
      problem: /Node\.email: @public is allowed only on root fields/,
    },
    {
      name: 'open on a type',
      sdl: 'type Query @public { secret: String @public }',
      query,
      problem: /Query: @public is not enforced here/,
    },
    {
      name: 'open on an argument',
      sdl: 'type Query { secret(x: Int @public): String @public }',
      query,
      problem: /@public is not enforced here/,
    },
  ]);
});

describe('roles that include what they should not, or nothing, stop the start:', () => {
  const roles = (name: string, text: string, problem: RegExp): Mistake => ({
    name,
    sdl: `enum Role { ${text} } type Query { secret: String @auth(role: USER) }`,
    query: '{ secret }',
    problem,
  });
  refusedAtTheStart([
    roles('a role that includes itself', 'USER @includes(roles: ["USER"])', /Role\.USER: The role includes itself/),
    roles('an unknown role', 'USER @includes(roles: ["ADMIM"])', /accepts only names of roles/),
    roles('a role that every object has', 'USER @includes(roles: ["constructor"])', /accepts only names of roles/),
    roles('no role', 'USER @includes(roles: [])', /names no role/),
    roles('roles under another key', 'USER ADMIN @includes(role: ["USER"])', /names no role/),
    {
      name: '@includes on another enum',
      sdl: 'type Query { secret: String @public } enum Other { A B @includes(roles: ["USER"]) }',
      query: '{ secret }',
      problem: /@includes is not enforced here/,
    },
  ]);
});

describe('scopes that a role cannot bring stop the start:', () => {
  const roles = (name: string, text: string, problem: RegExp): Mistake => ({
    name,
    sdl: `enum Role { ${text} } type Query { secret: String @auth(scopes: ["a"]) }`,
    query: '{ secret }',
    problem,
  });
  refusedAtTheStart([
    roles('two in one text', 'USER @grants(scopes: ["a b"])', /"a b", which is not a valid scope/),
    roles('none', 'USER @grants(scopes: [])', /names no scope/),
    roles('scopes under another key', 'USER @grants(scope: ["a"])', /names no scope/),
    roles('one twice', 'USER @grants(scopes: ["a", "a"])', /lists "a" twice/),
    {
      name: '@grants on another enum',
      sdl: 'type Query { secret: String @public } enum Other { A B @grants(scopes: ["a"]) }',
      query: '{ secret }',
      problem: /@grants is not enforced here/,
    },
  ]);
});

describe('definitions of ours that somebody else wrote stop the start:', () => {
  const ours = accessTypeDefs();
  const replaced = (from: string | RegExp, to: string) => {
    const text = ours.replace(from, to);
    if (text === ours) throw new Error('Nothing was replaced.');
    return text;
  };
  test('@auth with one more argument, which the usual reader reads and nobody asks', () => {
    const definitions = replaced('@auth(role: Role', '@auth(group: String, role: Role');
    const body = `type Query { me: User @public } type User { email: String @auth(group: "staff") }\n${ROLES}`;
    const schema = buildSchema(body, {}, definitions);
    const email = (schema.getType('User') as GraphQLObjectType).getFields().email;
    expect(getDirective(schema, email ?? {}, 'auth')).toEqual([{ group: 'staff' }]);
    expect(problemsOf(body, definitions)).toEqual([
      expect.stringMatching(/@auth: Its definition differs from the one that is enforced/),
      expect.stringMatching(/User\.email: .*does not accept "group"/),
    ]);
  });
  test.each([
    [
      '@auth with one more argument',
      replaced('@auth(role: Role', '@auth(group: String, role: Role'),
      /@auth: Its definition differs/,
    ],
    [
      '@auth with a default',
      replaced('role: Role, scopes', 'role: Role = USER, scopes'),
      /@auth: Its definition differs/,
    ],
    ['@auth that is not repeatable', replaced(' repeatable', ''), /@auth: Its definition differs/],
    ['@auth in one place more', replaced('| SCALAR', '| SCALAR | INPUT_OBJECT'), /@auth: Its definition differs/],
    ['@auth in one place less', replaced(' | SCALAR', ''), /@auth: Its definition differs/],
    [
      '@auth with roles that are texts',
      replaced('role: Role, scopes', 'role: [Role], scopes'),
      /@auth: Its definition differs/,
    ],
    [
      '@public in one place more',
      replaced('@public on FIELD_DEFINITION', '@public on FIELD_DEFINITION | OBJECT'),
      /@public: Its definition differs/,
    ],
    ['@public with an argument', replaced('@public on', '@public(if: Boolean) on'), /@public: Its definition differs/],
    [
      '@includes with roles, not texts',
      replaced('roles: [String!]!', 'roles: [Role!]!'),
      /@includes: Its definition differs/,
    ],
    [
      'AuthRule with one more field',
      replaced('input AuthRule {', 'input AuthRule { group: String'),
      /AuthRule: Its definition differs/,
    ],
    ['AuthRule with one field less', replaced('  owner: String\n', ''), /AuthRule: Its definition differs/],
    [
      'AuthRule that is extended',
      `${ours}\nextend input AuthRule { group: String }`,
      /AuthRule: Its definition differs/,
    ],
    [
      'ClaimRule with one more field',
      replaced('input ClaimRule {', 'input ClaimRule { not: String'),
      /ClaimRule: Its definition differs/,
    ],
    [
      'ClaimRule that is extended',
      `${ours}\nextend input ClaimRule { not: String }`,
      /ClaimRule: Its definition differs/,
    ],
    [
      'ClaimRule with a default',
      replaced('equals: String', 'equals: String = "a"'),
      /ClaimRule: Its definition differs/,
    ],
  ])('%s', (_name, definitions, problem) => {
    expect(problemsOf(`type Query { ping: Int @public }\n${ROLES}`)).toEqual([]);
    expect(problemsOf(`type Query { ping: Int @public }\n${ROLES}`, definitions)).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});
