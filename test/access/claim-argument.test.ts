import { describe, expect, jest, test } from '@jest/globals';
import type { Viewer } from '../../src/access/index.js';
import { allowed, anonymous, ask, forbidden, scene, unauthenticated, withClaims } from './support.js';

const rule = (path: string) => `@auth(claims: [{ name: "org", argument: "${path}" }])`;
const resolver = jest.fn((_source: unknown, { org }: { readonly org?: unknown }) => `invoices of ${String(org)}`);
const found = () => 'found';
const { open, guarded } = scene(
  `type Query {
    invoices(org: ID): String ${rule('org')}
    byDefault(org: ID = "b"): String ${rule('org')}
    nested(input: In): String ${rule('input.deep.org')}
    preset(input: In = { deep: { org: "b" } }): String ${rule('input.deep.org')}
    count(n: Int): String @auth(claims: [{ name: "n", argument: "n" }])
    flag(on: Boolean): String @auth(claims: [{ name: "on", argument: "on" }])
    region(of: Region): String @auth(claims: [{ name: "region", argument: "of" }])
    company: Company @public
  }
  input In { deep: Deep }
  input Deep { org: ID = "a" }
  enum Region { NORTH SOUTH }
  interface Holder { ledger(org: ID!): String ${rule('org')} }
  type Company implements Holder { ledger(org: ID!, year: Int): String }`,
  {
    Query: {
      invoices: resolver,
      byDefault: resolver,
      nested: found,
      preset: found,
      count: found,
      flag: found,
      region: (_source: unknown, { of }: { readonly of: { readonly side: string } }) => of.side,
      company: () => ({}),
    },
    Company: { ledger: resolver },
    Region: { NORTH: { side: 'up' }, SOUTH: { side: 'down' } },
  },
);

const ofA = withClaims({ org: 'a', n: 7, on: false, region: 'NORTH' });
type Variables = Readonly<Record<string, unknown>>;
const askFor = (query: string, variables?: Variables, viewer: Viewer = ofA) =>
  ask(guarded, query, viewer, undefined, variables);

async function expectRefused(query: string, path: string, variables?: Variables) {
  resolver.mockClear();
  const { data, errors } = await askFor(query, variables);
  expect(errors).toEqual([forbidden(path)]);
  expect(JSON.stringify(data)).not.toMatch(/invoices of|found|down/);
  expect(resolver).not.toHaveBeenCalled();
  expect((await ask(open, query, anonymous, undefined, variables)).errors).toEqual([]);
}

describe('a claim compared with an argument', () => {
  test('written in the document', async () => {
    expect(await askFor('{ invoices(org: "a") }')).toEqual(allowed({ invoices: 'invoices of a' }));
    await expectRefused('{ invoices(org: "b") }', 'invoices');
  });

  test('asks for a signed-in viewer', async () => {
    expect(await askFor('{ invoices(org: "a") }', {}, anonymous)).toEqual({
      data: { invoices: null },
      errors: [unauthenticated('invoices')],
    });
  });

  test('given by a variable, and by its default', async () => {
    const query = 'query ($org: ID = "b") { invoices(org: $org) }';
    expect(await askFor(query, { org: 'a' })).toEqual(allowed({ invoices: 'invoices of a' }));
    await expectRefused(query, 'invoices', { org: 'b' });
    await expectRefused(query, 'invoices', {});
    await expectRefused(query, 'invoices', { org: null });
    expect((await askFor('query ($org: ID = "a") { invoices(org: $org) }')).errors).toEqual([]);
  });

  test("given by the argument's own default", async () => {
    await expectRefused('{ byDefault }', 'byDefault');
    await expectRefused('query ($org: ID) { byDefault(org: $org) }', 'byDefault', {});
    expect(await askFor('{ byDefault(org: "a") }')).toEqual(allowed({ byDefault: 'invoices of a' }));
    const ofB = withClaims({ org: 'b' });
    expect(await askFor('{ byDefault }', {}, ofB)).toEqual(allowed({ byDefault: 'invoices of b' }));
  });

  test('that is null or absent is refused, whatever the claim', async () => {
    await expectRefused('{ invoices }', 'invoices');
    await expectRefused('{ invoices(org: null) }', 'invoices');
    await expectRefused('query ($org: ID) { invoices(org: $org) }', 'invoices', {});
    for (const org of [null, undefined, 'null', 'undefined', '', []]) {
      expect((await askFor('{ invoices(org: null) }', {}, withClaims({ org }))).errors).toEqual([
        forbidden('invoices'),
      ]);
      expect((await askFor('{ invoices }', {}, withClaims({ org }))).errors).toEqual([forbidden('invoices')]);
    }
  });

  test('deep in an input, with the defaults of its fields', async () => {
    expect(await askFor('{ nested(input: { deep: { org: "a" } }) }')).toEqual(allowed({ nested: 'found' }));
    expect(await askFor('{ nested(input: { deep: {} }) }')).toEqual(allowed({ nested: 'found' }));
    const query = 'query ($input: In) { nested(input: $input) }';
    expect(await askFor(query, { input: { deep: { org: 'a' } } })).toEqual(allowed({ nested: 'found' }));
    await expectRefused('{ nested(input: { deep: { org: "b" } }) }', 'nested');
    await expectRefused(query, 'nested', { input: { deep: { org: 'b' } } });
    await expectRefused(query, 'nested', { input: { deep: { org: null } } });
    await expectRefused(query, 'nested', { input: { deep: null } });
    await expectRefused(query, 'nested', { input: {} });
    await expectRefused(query, 'nested', { input: null });
    await expectRefused('{ nested }', 'nested');
    await expectRefused('{ preset }', 'preset');
    expect(await askFor('{ preset }', {}, withClaims({ org: 'b' }))).toEqual(allowed({ preset: 'found' }));
  });

  test('an array of claims matches by one', async () => {
    const ofBoth = withClaims({ org: ['a', 'b'] });
    expect(await askFor('{ invoices(org: "b") }', {}, ofBoth)).toEqual(allowed({ invoices: 'invoices of b' }));
    expect((await askFor('{ invoices(org: "c") }', {}, ofBoth)).errors).toEqual([forbidden('invoices')]);
    expect((await askFor('{ invoices(org: "a,b") }', {}, ofBoth)).errors).toEqual([forbidden('invoices')]);
  });

  test('numbers and booleans by their text', async () => {
    expect(await askFor('{ count(n: 7) flag(on: false) }')).toEqual(allowed({ count: 'found', flag: 'found' }));
    await expectRefused('{ count(n: 8) }', 'count');
    await expectRefused('{ flag(on: true) }', 'flag');
    expect(await askFor('{ invoices(org: 7) }', {}, withClaims({ org: 7 }))).toEqual(
      allowed({ invoices: 'invoices of 7' }),
    );
  });

  test('an enum by the name that was sent, not by its value inside', async () => {
    expect(await askFor('{ region(of: NORTH) }')).toEqual(allowed({ region: 'up' }));
    const query = 'query ($of: Region) { region(of: $of) }';
    expect(await askFor(query, { of: 'NORTH' })).toEqual(allowed({ region: 'up' }));
    await expectRefused('{ region(of: SOUTH) }', 'region');
    await expectRefused(query, 'region', { of: 'SOUTH' });
    expect((await askFor('{ region(of: NORTH) }', {}, withClaims({ region: 'up' }))).errors).toEqual([
      forbidden('region'),
    ]);
  });

  test('is decided for each use: a second alias does not pass with the first', async () => {
    const query = '{ mine: invoices(org: "a") theirs: invoices(org: "b") again: invoices(org: "a") }';
    expect(await askFor(query)).toEqual({
      data: { mine: 'invoices of a', theirs: null, again: 'invoices of a' },
      errors: [forbidden('theirs')],
    });
    expect(await askFor('{ theirs: invoices(org: "b") mine: invoices(org: "a") }')).toEqual({
      data: { theirs: null, mine: 'invoices of a' },
      errors: [forbidden('theirs')],
    });
    const withVariables = 'query ($a: ID, $b: ID) { x: invoices(org: $a) y: invoices(org: $b) }';
    expect((await askFor(withVariables, { a: 'a', b: 'b' })).errors).toEqual([forbidden('y')]);
    expect((await askFor(withVariables, { a: 'b', b: 'a' })).errors).toEqual([forbidden('x')]);
  });

  test('on the field of an interface reaches the types that implement it', async () => {
    expect(await askFor('{ company { ledger(org: "a", year: 1) } }')).toEqual(
      allowed({ company: { ledger: 'invoices of a' } }),
    );
    await expectRefused('{ company { ledger(org: "b") } }', 'company.ledger');
    expect((await askFor('{ company { x: ledger(org: "a") y: ledger(org: "b") } }')).errors).toEqual([
      forbidden('company.y'),
    ]);
  });
});
