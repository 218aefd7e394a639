import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFormulas } from '../../../../src/access/codegen/rights/formula.js';
import { decide } from '../../../../src/client/decide.js';
import type { Requirement, Verdict } from '../../../../src/requirement.js';
import { rounds } from '../../../support/rounds.js';

const includes = (role: string, other: string) => role === other || role === 'ADMIN';
const { all, any, oneOf, when } = createFormulas(includes);
const ADMIN: Requirement = { role: 'ADMIN' };
const USER: Requirement = { role: 'USER' };
const OWNER: Requirement = { owner: 'User.id' };

describe('a formula is as short as it can be told', () => {
  test.each<[string, Requirement, Requirement]>([
    ['nothing', all([]), true],
    ['nothing that is enough', any([]), false],
    ['twice the same', all([USER, { role: 'USER' }]), USER],
    ['a role asks for a viewer', all(['signedIn', USER]), USER],
    ['a role that includes the other', all([USER, ADMIN]), ADMIN],
    ['or the other', any([ADMIN, USER]), USER],
    ['what is needed anyway is enough', all([USER, any([USER, OWNER])]), USER],
    ['what nobody has', all([USER, false]), false],
    ['all in all', all([all([USER, OWNER]), { scope: 'a' }]), { all: [USER, OWNER, { scope: 'a' }] }],
    ['whatever type it is', oneOf([USER, USER]), USER],
    ['with or without', when('a', true, USER, USER), USER],
    [
      'a condition in itself',
      when('a', true, when('a', true, USER, true), true),
      { if: { a: true }, requires: USER, else: true },
    ],
    ['and in its contrary', when('a', true, when('a', false, USER, true), true), true],
    ['what is asked for anyway is asked for with a condition', all([USER, when('a', true, USER, true)]), USER],
  ])('%s', (_name, made, expected) => {
    expect(made).toEqual(expected);
  });

  test.each<[string, Requirement, Requirement]>([
    ['a role that does not include the other', all([USER, { role: 'EDITOR' }]), { all: [USER, { role: 'EDITOR' }] }],
    ['a viewer or nobody', any(['signedIn', true]), true],
    ['a role on some types', oneOf([USER, true]), { oneOf: [USER, true] }],
    ['a role or the owner', any([USER, OWNER]), { any: [USER, OWNER] }],
    [
      'a condition that may not be met',
      all([when('a', true, USER, true), 'signedIn']),
      { all: [when('a', true, USER, true), 'signedIn'] },
    ],
  ])('but says all that is asked: %s', (_name, made, expected) => {
    expect(made).toEqual(expected);
  });
});

type Made = { readonly short: Requirement; readonly long: Requirement };
const atom: fc.Arbitrary<Requirement> = fc.constantFrom<Requirement>(
  true,
  false,
  'depends',
  'signedIn',
  USER,
  ADMIN,
  { role: 'EDITOR' },
  { scope: 'a' },
  OWNER,
  { policy: 'may' },
  { claim: 'org', in: ['1'] },
  { sent: 'x', requires: ADMIN },
);

test('any formula, made short, decides as it did before', () => {
  const { made } = fc.letrec<{ made: Made }>((tie) => {
    const several = fc.array(tie('made'), { maxLength: 3 });
    const shorts = (parts: readonly Made[]) => parts.map(({ short }) => short);
    const longs = (parts: readonly Made[]) => parts.map(({ long }) => long);
    return {
      made: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        atom.map((each) => ({ short: each, long: each })),
        several.map((parts) => ({ short: all(shorts(parts)), long: { all: longs(parts) } })),
        several.map((parts) => ({ short: any(shorts(parts)), long: { any: longs(parts) } })),
        several.map((parts) => ({ short: oneOf(shorts(parts)), long: { oneOf: longs(parts) } })),
        fc.tuple(fc.constantFrom('x', 'y'), fc.boolean(), tie('made'), tie('made')).map(([name, is, yes, no]) => ({
          short: when(name, is, yes.short, no.short),
          long: { if: { [name]: is }, requires: yes.long, else: no.long },
        })),
      ),
    };
  });
  const viewer = fc.option(
    fc.record({
      subject: fc.constant('u1'),
      roles: fc.subarray(['USER', 'ADMIN', 'EDITOR']),
      scopes: fc.subarray(['a']),
      claims: fc.constantFrom({}, { org: 1 }),
    }),
  );
  const variables = fc.record({ x: fc.boolean(), y: fc.boolean() });
  const seen = new Set<Verdict>();
  fc.assert(
    fc.property(made, viewer, variables, ({ short, long }, who, values) => {
      const asking = { viewer: who, variables: values, includedBy: { USER: ['ADMIN'], EDITOR: ['ADMIN'] } };
      const verdict = decide(long, asking);
      expect(decide(short, asking)).toBe(verdict);
      seen.add(verdict);
    }),
    { numRuns: rounds(20_000) },
  );
  expect(seen.size).toBe(3);
});
