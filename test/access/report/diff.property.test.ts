import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../src/access/decide/decide.js';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { type CompiledSchema, diffAccess } from '../../../src/access/report/index.js';
import { isSoak, rounds } from '../../support/rounds.js';
import { anonymous, as } from '../support.js';
import { compiled } from './support.js';

const ROLE_NAMES = ['A', 'B', 'C'];

/** A rule of the token alone, as SDL. */
const part = fc.oneof(
  fc.constantFrom(...ROLE_NAMES).map((role) => `role: ${role}`),
  fc.subarray(['r', 'w'], { minLength: 1 }).map((scopes) => `scopes: ${JSON.stringify(scopes)}`),
  fc
    .tuple(fc.constantFrom('c', 'd'), fc.subarray(['1', '2', '3'], { minLength: 1 }))
    .map(([name, values]) => `claims: [{ name: "${name}", in: ${JSON.stringify(values)} }]`),
);
const parts = fc.uniqueArray(part, { minLength: 1, maxLength: 2, selector: (text) => text.split(':')[0] });
const alternatives = fc
  .array(parts, { minLength: 1, maxLength: 3 })
  .map((all) => `anyOf: [${all.map((each) => `{ ${each.join(', ')} }`).join(', ')}]`);
const directive = fc.oneof(
  fc.constant('@auth'),
  fc
    .oneof(
      parts.map((all) => all.join(', ')),
      alternatives,
    )
    .map((text) => `@auth(${text})`),
);
const rule = fc.array(directive, { maxLength: 2 }).map((directives) => directives.join(' '));

/** Later roles may include earlier ones, so there is no circle. */
const roles = fc.tuple(fc.subarray(['A']), fc.subarray(['A', 'B'])).map(([ofB, ofC]) => {
  const includes = (names: readonly string[]) => (names.length > 0 ? `@includes(roles: ${JSON.stringify(names)})` : '');
  return `enum Role { A B ${includes(ofB)} C ${includes(ofC)} }`;
});

/** The same places twice. The second rules are often those of the first, or those and more. */
const pair = fc.record({ field: rule, type: rule, argument: rule, roles }).chain((before) =>
  fc
    .record({
      field: fc.oneof(
        rule,
        fc.constant(before.field),
        rule.map((more) => `${before.field} ${more}`),
      ),
      type: fc.oneof(
        rule,
        fc.constant(before.type),
        rule.map((more) => `${before.type} ${more}`),
      ),
      argument: fc.oneof(
        rule,
        fc.constant(before.argument),
        rule.map((more) => `${before.argument} ${more}`),
      ),
      roles: fc.oneof({ weight: 3, arbitrary: fc.constant(before.roles) }, { weight: 1, arbitrary: roles }),
    })
    .map((after) => [before, after] as const),
);

const sdl = ({ field, type, argument }: Record<'field' | 'type' | 'argument', string>) =>
  `type Query { t: T @public } type T ${type} { f(x: Int ${argument}): Int ${field} }`;

const claim = fc.oneof(fc.constantFrom('1', '2', '3'), fc.subarray(['1', '2', '3']));
const viewer: fc.Arbitrary<Viewer> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(anonymous) },
  {
    weight: 8,
    arbitrary: fc
      .record({
        roles: fc.subarray(ROLE_NAMES),
        scopes: fc.subarray(['r', 'w']),
        claims: fc.record({ c: claim, d: claim }, { requiredKeys: [] }),
      })
      .map((parts) => ({ ...as('u1'), ...parts })),
  },
);

const grants = ({ table }: CompiledSchema, coordinate: string, who: Viewer) =>
  decide(table.rules.get(coordinate) ?? [], rightsOf(table.roles, who)) === 'granted';

test('what did not open grants nobody more than before', () => {
  const seen = { opened: 0, kept: 0, granted: 0 };
  fc.assert(
    fc.property(pair, fc.array(viewer, { minLength: 20, maxLength: 20 }), ([before, after], viewers) => {
      const [was, is] = [compiled(sdl(before), before.roles), compiled(sdl(after), after.roles)];
      const opened = new Set(diffAccess(was, is).opened.map(({ coordinate }) => coordinate));
      for (const coordinate of ['Query.t', 'T.f', 'T.f(x:)']) {
        if (opened.has(coordinate)) {
          seen.opened += 1;
          continue;
        }
        seen.kept += 1;
        for (const who of viewers.filter((each) => grants(is, coordinate, each))) {
          seen.granted += 1;
          expect({ coordinate, who, granted: grants(was, coordinate, who) }).toEqual({
            coordinate,
            who,
            granted: true,
          });
        }
      }
    }),
    { numRuns: rounds(300) },
  );
  // Both happen, or nothing was looked at.
  expect(Math.min(seen.opened, seen.kept, seen.granted)).toBeGreaterThan(isSoak ? 100 : 10);
});

test('what opened grants somebody more, where one rule stands against one', () => {
  const single = fc.constantFrom('', '@auth', '@auth(role: A)', '@auth(role: B)', '@auth(scopes: "r")');
  const everyone = [anonymous, ...['A', 'B', 'C'].map((role) => as('u', role)), { ...as('u'), scopes: ['r'] }, as('u')];
  fc.assert(
    fc.property(single, single, roles, (before, after, included) => {
      const [was, is] = [before, after].map((field) => compiled(sdl({ field, type: '', argument: '' }), included));
      if (!was || !is) throw new Error('There are two.');
      const isOpened = diffAccess(was, is).opened.some(({ coordinate }) => coordinate === 'T.f');
      const gains = everyone.some((who) => grants(is, 'T.f', who) && !grants(was, 'T.f', who));
      expect({ before, after, isOpened }).toEqual({ before, after, isOpened: gains });
    }),
  );
});
