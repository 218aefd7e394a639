import { describe, expect, test } from '@jest/globals';
import { anonymous, type Viewer } from '../../../src/access/index.js';
import { createToldRules, type ToldRules } from '../../../src/access/report/index.js';
import { compiled } from './support.js';

const SCHEMA = compiled(`
  type Query { open: String @public, me: Doc @auth, docs(all: Boolean @auth(role: ADMIN)): [Doc] @auth(role: SUPPORT), node: Node @public, kind(kind: Kind): Kind @public }
  type Mutation { hide(input: Hide): Boolean @auth(role: ADMIN) }
  interface Node { id: ID }
  type Doc implements Node {
    id: ID @auth(anyOf: [{ role: SUPPORT }, { owner: "ownerId" }])
    ownerId: ID
    note: String @auth(anyOf: [{ role: SUPPORT }, { owner: "secretOwner" }])
    secretOwner: ID @auth(role: ADMIN)
    plain: String
  }
  input Hide { why: String @auth(scopes: ["why"]) }
  enum Kind { A B @auth(role: ADMIN) }`);

const viewer = (roles: readonly string[], more: Partial<Viewer> = {}): Viewer => ({
  authenticated: true,
  issuer: 'https://issuer.test',
  subject: 'ada',
  roles,
  scopes: [],
  claims: {},
  expiresAt: null,
  reason: null,
  ...more,
});
const told = (introspection: 'full' | 'shaped' | 'off', who: Viewer): ToldRules =>
  createToldRules({ ...SCHEMA, introspection })(who);
const table = (rules: ToldRules) =>
  Object.fromEntries([...rules].map(([coordinate, { access, rule }]) => [coordinate, `${access}: ${rule}`]));

test.each(['full', 'shaped'] as const)(
  '%s: what nobody is told is worked out once, and for nobody else',
  (introspection) => {
    const rulesOf = createToldRules({ ...SCHEMA, introspection });
    const first = rulesOf(anonymous);
    expect(rulesOf({ ...anonymous, reason: 'TOKEN_EXPIRED' })).toBe(first);
    expect(rulesOf(viewer(['ADMIN'])).get('Query.me')).toEqual(expect.objectContaining({ access: 'allowed' }));
    expect(rulesOf(anonymous)).toBe(first);
  },
);

describe('told in full', () => {
  test('nobody learns the rule of everything, and that it is refused', () => {
    expect(table(told('full', anonymous))).toEqual({
      'Query.open': 'allowed: public',
      'Query.me': 'refused: signed in',
      'Query.docs': 'refused: role SUPPORT',
      'Query.docs(all:)': 'refused: role ADMIN',
      'Query.node': 'allowed: public',
      'Query.kind': 'allowed: public',
      'Mutation.hide': 'refused: role ADMIN',
      'Node.id': 'refused: role SUPPORT or owner ownerId',
      'Doc.id': 'refused: role SUPPORT or owner ownerId',
      'Doc.note': 'refused: role SUPPORT or owner secretOwner',
      'Doc.secretOwner': 'refused: role ADMIN',
      'Hide.why': 'refused: scope why',
      'Kind.B': 'refused: role ADMIN',
    });
  });

  test('a user learns what hangs on the object, an administrator that all of it is theirs', () => {
    expect(table(told('full', viewer(['USER'])))).toMatchObject({
      'Query.me': 'allowed: signed in',
      'Query.docs': 'refused: role SUPPORT',
      'Doc.id': 'depends: role SUPPORT or owner ownerId',
      'Node.id': 'depends: role SUPPORT or owner ownerId',
      'Kind.B': 'refused: role ADMIN',
    });
    const all = told('full', viewer(['ADMIN'], { scopes: ['why'] }));
    expect(new Set([...all.values()].map(({ access }) => access))).toEqual(new Set(['allowed']));
    expect(all.size).toBe(13);
  });
});

describe('told as introspection is shaped', () => {
  test('nobody learns of what is not theirs to see, nor what it asks for', () => {
    expect(table(told('shaped', anonymous))).toEqual({
      'Query.open': 'allowed: public',
      'Query.kind': 'allowed: public',
    });
  });

  test('a user learns what is left to decide, without the roles and the hidden fields that a rule names', () => {
    const rules = told('shaped', viewer(['USER']));
    expect(table(rules)).toEqual({
      'Query.open': 'allowed: public',
      'Query.me': 'allowed: ',
      'Query.node': 'allowed: public',
      'Query.kind': 'allowed: public',
      'Node.id': 'depends: owner ownerId',
      'Doc.id': 'depends: owner ownerId',
      'Doc.note': 'depends: ',
    });
    expect(JSON.stringify([...rules])).not.toMatch(/SUPPORT|ADMIN|secretOwner|hide|why/i);
  });

  test('an administrator sees what the others do not', () => {
    const rules = told('shaped', viewer(['ADMIN']));
    expect(rules.get('Doc.secretOwner')).toEqual({ access: 'allowed', rule: '' });
    expect(rules.has('Hide.why')).toBe(false);
    expect(rules.has('Mutation.hide')).toBe(true);
  });

  test('a role that a token makes up is none', () => {
    expect(table(told('shaped', viewer(['ROOT'])))).toEqual(table(told('shaped', viewer([]))));
  });
});

test('where introspection is off nobody learns anything', () => {
  for (const who of [anonymous, viewer(['ADMIN'])]) expect(told('off', who).size).toBe(0);
});
