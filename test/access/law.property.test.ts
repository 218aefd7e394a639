import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Viewer } from '../../src/access/index.js';
import { isSoak, rounds } from '../support/rounds.js';
import {
  type Auth,
  type Claim,
  fieldAuth,
  holds,
  type Parts,
  policies,
  type Sent,
  source,
  typeAuth,
  viewers,
} from './law.oracle.js';
import { ask, scene } from './support.js';

/** The places whose rules reach `Thing.a`. */
const TYPE_SITES = ['type', 'extension', 'interface', 'parent'] as const;
const FIELD_SITES = ['field', 'interfaceField'] as const;
const SITES = [...TYPE_SITES, ...FIELD_SITES];
type Written = Readonly<Record<(typeof SITES)[number], readonly Auth[]>>;

const ofType = fc.array(typeAuth, { maxLength: 1 });
const written: fc.Arbitrary<Written> = fc.record({
  type: ofType,
  extension: ofType,
  interface: ofType,
  parent: ofType,
  field: fc.array(fieldAuth, { maxLength: 2 }),
  interfaceField: fc.array(fieldAuth, { maxLength: 1 }),
});

/** The uses of `Thing.a` in one operation, and what each sends. */
const USES: Readonly<Record<string, readonly [string, Sent]>> = {
  a: ['a', {}],
  b: ['b: a(org: "o1")', { org: 'o1' }],
  c: ['c: a(org: "u2", in: { org: "o1" })', { org: 'u2', 'in.org': 'o1' }],
  d: ['d: a(org: null, in: { org: "u1" })', { 'in.org': 'u1' }],
};
const SELECTION = Object.values(USES)
  .map(([use]) => use)
  .join(' ');
const QUERY = `{ thing { ${SELECTION} } any { ${SELECTION} } any2: any { ... on Thing { ${SELECTION} } } }`;

function claimText(claim: Claim): string {
  return `{ ${Object.entries(claim)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(', ')} }`;
}

function partsText({ role, scopes, claims, owner, policy }: Parts): string[] {
  return [
    ...(role ? [`role: ${role}`] : []),
    ...(scopes ? [`scopes: ${JSON.stringify(scopes)}`] : []),
    ...(claims ? [`claims: [${claims.map(claimText).join(', ')}]`] : []),
    ...(owner ? [`owner: "${owner}"`] : []),
    ...(policy ? [`policy: "${policy}"`] : []),
  ];
}

function text({ anyOf, ...parts }: Auth): string {
  const list = anyOf?.map((item) => `{ ${partsText(item).join(', ')} }`).join(', ');
  const all = [...partsText(parts), ...(list ? [`anyOf: [${list}]`] : [])];
  return all.length > 0 ? `@auth(${all.join(', ')})` : '@auth';
}

function sdl(rules: Written): string {
  const at = (site: keyof Written) => rules[site].map(text).join(' ');
  const fields = 'id: ID by: ID none: ID';
  return `
    type Query { thing: Thing @public any: Sealed @public }
    input In { org: ID }
    interface Parent ${at('parent')} { ${fields} }
    interface Sealed implements Parent ${at('interface')} { ${fields} a(org: ID, in: In): Int ${at('interfaceField')} }
    type Thing implements Sealed & Parent ${at('type')} { ${fields} a(org: ID, in: In): Int ${at('field')} }
    ${rules.extension.length > 0 ? `extend type Thing ${at('extension')}` : ''}
  `;
}

type Row = Readonly<Record<string, unknown>> | null;

/** The uses that are answered; all routes agree, and a refusal is told at each of them. */
async function seen(rules: Written, who: Viewer): Promise<readonly string[]> {
  const { guarded } = scene(sdl(rules), { Sealed: { __resolveType: () => 'Thing' } }, { policies });
  const { data, errors } = await ask(guarded, QUERY, who, { thing: source, any: source });
  const rows = data as Readonly<Record<'thing' | 'any' | 'any2', Row>>;
  const answered = Object.keys(USES).filter((use) => rows.thing?.[use] === 1);
  for (const row of [rows.any, rows.any2]) {
    expect(Object.keys(USES).filter((use) => row?.[use] === 1)).toEqual(answered);
  }
  const code = who.authenticated ? 'FORBIDDEN' : 'UNAUTHENTICATED';
  for (const error of errors) expect(error.code).toBe(code);
  const told = Object.entries(rows).flatMap(([route, row]) =>
    row
      ? Object.keys(USES)
          .filter((use) => row[use] !== 1)
          .map((use) => `${route}.${use}`)
      : [route],
  );
  expect(errors.map(({ path }) => path).sort()).toEqual(told.sort());
  return answered;
}

describe('for any rules and any viewer', () => {
  test('a use is answered if all of its rules hold, and only then', async () => {
    const counts = { answered: 0, refused: 0, some: 0 };
    await fc.assert(
      fc.asyncProperty(written, viewers, async (rules, who) => {
        const expected = Object.entries(USES).flatMap(([use, [, sent]]) =>
          SITES.every((site) => rules[site].every((rule) => holds(rule, who, sent))) ? [use] : [],
        );
        counts[expected.length === 0 ? 'refused' : expected.length === 4 ? 'answered' : 'some'] += 1;
        expect(await seen(rules, who)).toEqual(expected);
      }),
      { numRuns: rounds(2000) },
    );
    // Neither is rare, so that neither passes unseen.
    expect(Math.min(counts.answered, counts.refused)).toBeGreaterThan(20);
    // One in a hundred.
    if (isSoak) expect(counts.some).toBeGreaterThan(0);
  });

  test('a directive more, anywhere, can only tighten', async () => {
    const more = fc.oneof(
      fc.record({ site: fc.constantFrom(...TYPE_SITES), rule: typeAuth }),
      fc.record({ site: fc.constantFrom(...FIELD_SITES), rule: fieldAuth }),
    );
    await fc.assert(
      fc.asyncProperty(written, viewers, more, async (rules, who, { site, rule }) => {
        const tightened = { ...rules, [site]: [rule, ...rules[site]] };
        expect(await seen(rules, who)).toEqual(expect.arrayContaining([...(await seen(tightened, who))]));
      }),
      { numRuns: rounds(100) },
    );
  });
});
