import { describe, expect, test } from '@jest/globals';
import { buildClientSchema, introspectionFromSchema, parse, validate } from 'graphql';
import { anonymous, protectSchema, type Viewer } from '../../src/access/index.js';
import { createToldRules } from '../../src/access/report/index.js';
import { refusalRule } from '../../src/explorer/refusal-rule.js';
import { buildSchema, ROLES, type TestContext } from '../access/support.js';

const access = protectSchema(
  buildSchema(`
    type Query {
      open(kind: Kind = B, first: Int = 20 @auth(role: ADMIN)): Doc @public
      me: Doc @auth
      docs(input: In): [Doc] @auth(role: SUPPORT)
      org(org: ID): Doc @auth(claims: [{ name: "org", argument: "org" }])
    }
    type Mutation { rename(input: In, kinds: [Kind]): Doc @auth, remove: Doc @auth(role: ADMIN) }
    type Doc { id: ID, mine: String @auth(owner: "id"), secret: String @auth(role: ADMIN) }
    input In { name: String, hidden: Boolean @auth(role: ADMIN), inner: In }
    enum Kind { A B @auth(role: ADMIN) }
    ${ROLES}`),
  { viewerOf: ({ viewer }: TestContext) => viewer, onWarning: () => {} },
);
const clientSchema = buildClientSchema(introspectionFromSchema(access.schema));
const rulesOf = createToldRules({ ...access, introspection: 'full' });

const viewer = (role: string): Viewer => ({
  ...anonymous,
  authenticated: true,
  subject: 'ada',
  roles: [role],
  reason: null,
});
const viewers = {
  nobody: anonymous,
  USER: viewer('USER'),
  SUPPORT: viewer('SUPPORT'),
  ADMIN: viewer('ADMIN'),
} as const;
type Who = keyof typeof viewers;

function messages(who: Who, source: string): readonly string[] {
  const asked = { viewer: viewers[who], rules: Object.fromEntries(rulesOf(viewers[who])) };
  return validate(clientSchema, parse(source), [refusalRule(asked)]).map(({ message }) => message);
}
const marks = (who: Who, source: string) => messages(who, source).map((message) => message.split(' ')[0]);

describe('what is marked', () => {
  test.each<[string, Who, string, readonly string[]]>([
    ['a field', 'USER', '{ docs { id } }', ['Query.docs']],
    ['and not for who may', 'SUPPORT', '{ docs { id } }', []],
    ['a field below', 'USER', '{ me { id secret } }', ['Doc.secret']],
    ['in a fragment, by an alias', 'USER', '{ me { ...F } } fragment F on Doc { x: secret }', ['Doc.secret']],
    ['what hangs on the object is not', 'USER', '{ me { mine } }', []],
    ['a claim that the token does not have', 'USER', '{ org(org: "a") { id } }', ['Query.org']],
    ['an argument', 'USER', '{ open(first: 3) { id } }', ['Query.open(first:)']],
    ['not one that is the default', 'USER', '{ open(first: 20, kind: B) { id } }', []],
    ['not one of which a variable may hold nothing', 'USER', 'query ($n: Int) { open(first: $n) { id } }', []],
    [
      'an input field, however deep',
      'USER',
      'mutation { rename(input: { inner: { hidden: true } }) { id } }',
      ['In.hidden'],
    ],
    ['an enum value, in a list', 'USER', 'mutation { rename(kinds: [A, B]) { id } }', ['Kind.B']],
    [
      'what is left out is not',
      'USER',
      '{ open { id secret @skip(if: true) ... @include(if: false) { secret } } }',
      [],
    ],
    ['what may be left out is', 'USER', 'query ($x: Boolean!) { open { secret @skip(if: $x) } }', ['Doc.secret']],
    ['nothing of a schema that is not known', 'USER', '{ nothing { docs } constructor { id } }', []],
    ['nothing for who may do all', 'ADMIN', 'mutation { remove { secret } rename(kinds: B) { id } }', []],
  ])('%s', (_name, who, source, expected) => {
    expect(marks(who, source)).toEqual(expected);
  });

  test('it is said why, and what a mutation makes of it', () => {
    expect(messages('USER', 'mutation { remove { id } }')).toEqual([
      'Mutation.remove is refused with your token. Rule: role ADMIN. Nothing of this mutation will run.',
    ]);
    expect(messages('nobody', '{ me { id } }')).toEqual([
      'Query.me is refused since you are not signed in. Rule: signed in.',
    ]);
  });

  test('it is what the guard refuses before anything runs, and nothing else', () => {
    const sources = [
      '{ open { id mine secret } }',
      '{ me { id } docs { id } }',
      '{ open(first: 3) { id } }',
      'mutation { rename { id } }',
      'mutation { remove { id } }',
    ];
    const compared = (Object.keys(viewers) as Who[]).flatMap((who) =>
      sources.map((source) => {
        const { refusals } = access.check({ document: parse(source), viewer: viewers[who] });
        // An argument is refused at its field.
        const marked = marks(who, source).map((coordinate) => coordinate?.replace(/\(.*/, ''));
        expect([who, source, [...new Set(marked)].sort()]).toEqual([
          who,
          source,
          [...new Set(refusals.map(({ coordinate }) => coordinate.replace(/\(.*/, '')))].sort(),
        ]);
        return refusals.length > 0;
      }),
    );
    expect(new Set(compared)).toEqual(new Set([true, false]));
  });
});
