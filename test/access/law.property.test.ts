import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alternative, Viewer } from '../../src/access/index.js';
import { anonymous, as, ask, scene } from './support.js';

/** What an `@auth` says, apart from its text. */
interface Auth extends Alternative {
  readonly anyOf?: readonly Alternative[];
}

/** The places whose rules reach `Thing.a`. */
const SITES = ['type', 'extension', 'interface', 'parent', 'field', 'interfaceField'] as const;
type Written = Readonly<Record<(typeof SITES)[number], readonly Auth[]>>;

const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  USER: ['USER'],
  EDITOR: ['EDITOR', 'USER'],
  SUPPORT: ['SUPPORT', 'USER'],
  ADMIN: ['ADMIN', 'SUPPORT', 'USER'],
};
const source = { id: 'u1', by: Promise.resolve('u2'), a: 1 };
const OWNERS: Readonly<Record<string, string>> = { id: 'u1', by: 'u2' };

const role = fc.constantFrom(...Object.keys(INCLUDED));
const owner = fc.constantFrom(...Object.keys(OWNERS));
const alternative = fc.oneof(fc.record({ role }), fc.record({ owner }), fc.record({ role, owner }));
const anyOf = fc.array(alternative, { minLength: 1, maxLength: 3 });
const auth: fc.Arbitrary<Auth> = fc.record({ role, owner, anyOf }, { requiredKeys: [] });
const some = fc.array(auth, { maxLength: 1 });
const written: fc.Arbitrary<Written> = fc.record({
  type: some,
  extension: some,
  interface: some,
  parent: some,
  field: fc.array(auth, { maxLength: 2 }),
  interfaceField: some,
});
const viewer: fc.Arbitrary<Viewer> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(anonymous) },
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom('u1', 'u2', 'u3', null), fc.subarray(Object.keys(INCLUDED)))
      .map(([subject, roles]) => as(subject, ...roles)),
  },
);

function alternativeText({ role, owner }: Alternative): string[] {
  return [...(role ? [`role: ${role}`] : []), ...(owner ? [`owner: "${owner}"`] : [])];
}

function text({ anyOf, ...alternative }: Auth): string {
  const list = anyOf?.map((item) => `{ ${alternativeText(item).join(', ')} }`).join(', ');
  const parts = [...alternativeText(alternative), ...(list ? [`anyOf: [${list}]`] : [])];
  return parts.length > 0 ? `@auth(${parts.join(', ')})` : '@auth';
}

function sdl(rules: Written): string {
  const at = (site: keyof Written) => rules[site].map(text).join(' ');
  return `
    type Query { thing: Thing @public any: Sealed @public }
    interface Parent ${at('parent')} { id: ID by: ID }
    interface Sealed implements Parent ${at('interface')} { id: ID by: ID a: Int ${at('interfaceField')} }
    type Thing implements Sealed & Parent ${at('type')} { id: ID by: ID a: Int ${at('field')} }
    ${rules.extension.length > 0 ? `extend type Thing ${at('extension')}` : ''}
  `;
}

/** The law in five lines, to be compared with. */
function holds({ role, owner, anyOf }: Auth, { authenticated, subject, roles }: Viewer): boolean {
  const has = (wanted?: string) => !wanted || roles.some((held) => INCLUDED[held]?.includes(wanted));
  const owns = (field?: string) => !field || OWNERS[field] === subject;
  const passes = (alternative: Alternative) => has(alternative.role) && owns(alternative.owner);
  return authenticated && passes({ ...(role && { role }), ...(owner && { owner }) }) && (!anyOf || anyOf.some(passes));
}

async function sees(rules: Written, who: Viewer): Promise<boolean> {
  const { guarded } = scene(sdl(rules), { Sealed: { __resolveType: () => 'Thing' } });
  const query = '{ thing { a } any { a ... on Thing { mine: a } } }';
  const { data, errors } = await ask(guarded, query, who, { thing: source, any: source });
  const texts = JSON.stringify(data);
  const seen = texts === '{"thing":{"a":1},"any":{"a":1,"mine":1}}';
  // All routes agree, and a refusal is told at each of them.
  if (!seen) expect(texts).not.toContain('1');
  expect(errors.length > 0).toBe(!seen);
  const code = who.authenticated ? 'FORBIDDEN' : 'UNAUTHENTICATED';
  for (const error of errors) expect(error.code).toBe(code);
  return seen;
}

describe('for any rules and any viewer', () => {
  test('a field is answered if all of its rules hold, and only then', async () => {
    await fc.assert(
      fc.asyncProperty(written, viewer, async (rules, who) => {
        const expected = SITES.every((site) => rules[site].every((rule) => holds(rule, who)));
        expect(await sees(rules, who)).toBe(expected);
      }),
      { numRuns: 250 },
    );
  });

  test('a directive more, anywhere, can only tighten', async () => {
    await fc.assert(
      fc.asyncProperty(written, viewer, fc.constantFrom(...SITES), auth, async (rules, who, site, more) => {
        const tightened = { ...rules, [site]: [more, ...rules[site]] };
        if (await sees(tightened, who)) expect(await sees(rules, who)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
