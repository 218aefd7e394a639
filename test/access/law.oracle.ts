import fc from 'fast-check';
import { anonymous, type Policy, type Viewer } from '../../src/access/index.js';
import { as, hostile } from './support.js';

/** What `@auth` can say, apart from its text. */
export interface Claim {
  readonly name: string;
  readonly equals?: string;
  readonly in?: readonly string[];
  readonly argument?: string;
  readonly field?: string;
}
export interface Parts {
  readonly role?: string;
  readonly scopes?: readonly string[];
  readonly claims?: readonly Claim[];
  readonly owner?: string;
  readonly policy?: string;
}
export interface Auth extends Parts {
  readonly anyOf?: readonly Parts[];
}

/** The arguments of one use of the field, by path. */
export type Sent = Readonly<Record<string, string | undefined>>;

const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  USER: ['USER'],
  EDITOR: ['EDITOR', 'USER'],
  SUPPORT: ['SUPPORT', 'USER'],
  ADMIN: ['ADMIN', 'SUPPORT', 'USER'],
};
export const source = { id: 'u1', by: Promise.resolve('u2'), none: null, a: 1 };
const FIELDS: Readonly<Record<string, string | null>> = { id: 'u1', by: 'u2', none: null };

/** Each policy, and whether it grants. */
const POLICIES: Readonly<Record<string, readonly [Policy<unknown>, (viewer: Viewer) => boolean]>> = {
  yes: [() => true, () => true],
  later: [async () => true, () => true],
  mine: [({ viewer }) => viewer.subject === 'u1', ({ subject }) => subject === 'u1'],
  mineLater: [async ({ viewer }) => viewer.subject === 'u1', ({ subject }) => subject === 'u1'],
  keyed: [{ decide: ({ source: it }) => it === source, key: ({ source: it }) => it }, () => true],
  no: [() => false, () => false],
  truthy: [() => 'true', () => false],
  throws: [() => fail(), () => false],
  rejects: [async () => fail(), () => false],
};
export const policies = Object.fromEntries(Object.entries(POLICIES).map(([name, [policy]]) => [name, policy]));

function fail(): never {
  throw new Error('no answer');
}

/** The law in a few lines, to be compared with. */
export function holds({ anyOf, ...parts }: Auth, viewer: Viewer, sent: Sent): boolean {
  const passes = ({ role, scopes = [], claims = [], owner, policy }: Parts) =>
    (role === undefined || viewer.roles.some((held) => INCLUDED[held]?.includes(role))) &&
    scopes.every((scope) => viewer.scopes.includes(scope)) &&
    claims.every((claim) => matches(claim, viewer, sent)) &&
    (owner === undefined || (viewer.subject !== null && FIELDS[owner] === viewer.subject)) &&
    (policy === undefined || POLICIES[policy]?.[1](viewer) === true);
  return viewer.authenticated && passes(parts) && (anyOf === undefined || anyOf.some(passes));
}

function matches(claim: Claim, { claims }: Viewer, sent: Sent): boolean {
  const value = claims[claim.name];
  const texts = [value].flat().filter((item) => ['string', 'number', 'boolean'].includes(typeof item));
  const wanted = [
    ...(claim.in ?? []),
    claim.equals,
    claim.argument && sent[claim.argument],
    claim.field && FIELDS[claim.field],
  ];
  return texts.some((item) => wanted.includes(String(item)));
}

const name = fc.constantFrom('org', 'level');
const value = fc.constantFrom('o1', 'u1', 'u2', '7', 'true');
const tokenClaim = fc.oneof(
  fc.record({ name, equals: value }),
  fc.record({ name, in: fc.array(value, { minLength: 1, maxLength: 3 }) }),
);
const objectClaim = fc.oneof(tokenClaim, fc.record({ name, field: fc.constantFrom(...Object.keys(FIELDS)) }));
const useClaim = fc.oneof(objectClaim, fc.record({ name, argument: fc.constantFrom('org', 'in.org') }));

/** Few parts at once, or hardly anybody would pass. */
function auths(claim: fc.Arbitrary<Claim>): fc.Arbitrary<Auth> {
  const parts = {
    role: fc.constantFrom(...Object.keys(INCLUDED)),
    scopes: fc.uniqueArray(fc.constantFrom('read', 'write', 'pay'), { minLength: 1, maxLength: 2 }),
    claims: fc.array(claim, { minLength: 1, maxLength: 2 }),
    owner: fc.constantFrom(...Object.keys(FIELDS)),
    policy: fc.constantFrom(...Object.keys(POLICIES)),
  };
  const single = fc.oneof(
    ...Object.entries(parts).map(([key, arbitrary]) => arbitrary.map((part) => ({ [key]: part }))),
  );
  const rule: fc.Arbitrary<Parts> = fc.oneof(
    { weight: 3, arbitrary: single },
    { weight: 1, arbitrary: fc.tuple(single, single).map(([one, other]) => ({ ...one, ...other })) },
  );
  const anyOf = fc.array(rule, { minLength: 1, maxLength: 4 });
  return fc.oneof(
    fc.constant({}),
    rule,
    fc.record({ anyOf }),
    fc.tuple(rule, anyOf).map(([part, alternatives]) => ({ ...part, anyOf: alternatives })),
  );
}

export const typeAuth = auths(objectClaim);
export const fieldAuth = auths(useClaim);

const claimValue = fc.constantFrom<unknown>('o1', 'u1', 7, true, ['o1', 'u2', 7], ['u1', 'true', null], [], {}, null);
const signedIn: fc.Arbitrary<Viewer> = fc
  .record({
    subject: fc.constantFrom('u1', 'u2', 'u3', null),
    roles: fc.subarray(Object.keys(INCLUDED)),
    scopes: fc.subarray(['read', 'write', 'pay']),
    claims: fc.record({ org: claimValue, level: claimValue }, { requiredKeys: [] }),
  })
  .map((parts) => hostile(parts));
const powerful = hostile({
  ...as('u1', 'ADMIN', 'EDITOR'),
  scopes: ['read', 'write', 'pay'],
  claims: { org: ['o1', 'u1', 'u2'], level: ['7', 'true', 'o1'] },
});

export const viewers: fc.Arbitrary<Viewer> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(anonymous) },
  { weight: 6, arbitrary: signedIn },
  { weight: 3, arbitrary: fc.constant(powerful) },
);
