import { describe, expect, test } from '@jest/globals';
import { execute, type GraphQLResolveInfo, isObjectType, parse } from 'graphql';
import {
  anonymous,
  anonymousBecause,
  type ObjectAccess,
  protectSchema,
  type Viewer,
} from '../../../src/access/index.js';
import { as, buildSchema, ROLES, type TestContext, withClaims } from '../support.js';

interface Row {
  readonly id: string;
  readonly org: string;
}
const rows: readonly Row[] = [
  { id: 'u1', org: 'acme' },
  { id: 'u2', org: 'acme' },
  { id: 'u3', org: 'umbra' },
];

const RULES = [
  '',
  '@auth',
  '@auth(role: SUPPORT)',
  '@auth(owner: "id")',
  '@auth(anyOf: [{ role: SUPPORT }, { owner: "id" }])',
  '@auth(claims: [{ name: "org", field: "org" }])',
  '@auth(owner: "id") @auth(claims: [{ name: "org", field: "org" }])',
  '@auth(policy: "even")',
  '@auth(policy: "later")',
  '@auth(policy: "fails")',
  '@auth(anyOf: [{ policy: "later" }, { scopes: ["all"] }])',
];
const policies = {
  even: ({ source }: { readonly source?: unknown }) => (source as Row).id === 'u2',
  later: async ({ source }: { readonly source?: unknown }) => (source as Row).id === 'u3',
  fails: () => {
    throw new Error('It fails.');
  },
};

const viewers: readonly (Viewer | null)[] = [
  null,
  anonymous,
  as('u1'),
  withClaims({ org: 'acme' }),
  { ...as('u3'), claims: { org: 'acme' } },
  as('x', 'SUPPORT'),
  { ...as('x'), scopes: ['all'], claims: { org: ['umbra'] } },
];

type Decide = (objects: ObjectAccess, asking: { context: unknown; info: GraphQLResolveInfo }) => unknown;

/** What a resolver is told that asks, beside what the guards of the fields that it gives do. */
async function run(rule: string, where: 'type' | 'interface' | 'field', who: Viewer | null, decide: Decide, more = {}) {
  const of = (place: typeof where) => (place === where ? rule : '');
  const schema = buildSchema(
    `interface Thing ${of('interface')} { id: ID org: ID }
     type Doc implements Thing ${of('type')} { id: ID ${of('field')} org: ID }
     type Query { docs: [Thing] @public } ${ROLES}`,
    {
      Query: {
        docs: async (_root: unknown, _args: unknown, context: unknown, info: GraphQLResolveInfo) => {
          await decide(access.objects, { context, info });
          return rows;
        },
      },
      Thing: { __resolveType: () => 'Doc' },
    },
  );
  const access = protectSchema(schema, {
    viewerOf: ({ viewer: given }: TestContext) => given,
    ...{ policies, onFailure: () => {}, onWarning: () => {}, ...more },
  });
  const contextValue = { viewer: who };
  const result = await execute({ schema: access.schema, document: parse('{ docs { id } }'), contextValue });
  return (result.errors ?? []).map(({ path }) => path?.[1]);
}

function docOf(info: GraphQLResolveInfo) {
  const type = info.schema.getType('Doc');
  if (!isObjectType(type)) throw new TypeError('There is a Doc.');
  return { type, field: 'id' };
}

describe.each(['type', 'interface', 'field'] as const)('a rule of a %s', (where) => {
  test.each(RULES)('decides as the guards do: %s', async (rule) => {
    for (const who of viewers) {
      const told: unknown[] = [];
      const refused = await run(rule, where, who, async (objects, asking) => {
        const field = docOf(asking.info);
        for (const [index, row] of rows.entries()) {
          const isOpen = await objects.isOpen(row, field, asking);
          // What the token alone refuses is refused of every object.
          if (isOpen) expect(objects.mayBeOpen(field, asking)).toBe(true);
          if (!isOpen) told.push(index);
        }
      });
      expect(told).toEqual(refused);
    }
  });
});

describe('before anything is looked up', () => {
  test.each<[string, Viewer | null, boolean]>([
    ['@auth(role: SUPPORT)', as('u1'), false],
    ['@auth(role: SUPPORT)', as('u1', 'SUPPORT'), true],
    ['@auth(owner: "id")', anonymous, false],
    ['@auth(owner: "id")', as('u1'), true],
    ['@auth(policy: "even")', null, false],
    ['', anonymous, true],
  ])('%s is decided as far as the token decides it', async (rule, who, expected) => {
    expect.hasAssertions();
    await run(rule, 'type', who, (objects, asking) => {
      expect(objects.mayBeOpen(docOf(asking.info), asking)).toBe(expected);
    });
  });

  test('who the viewer is may be unknown, which is thrown, but not where nothing asks for it', async () => {
    const viewerOf = () => {
      throw new Error('unknown');
    };
    const thrown: unknown[] = [];
    const decide: Decide = (objects, asking) => {
      try {
        thrown.push(objects.mayBeOpen(docOf(asking.info), asking));
      } catch (error) {
        thrown.push(String(error));
      }
    };
    await run('@auth', 'type', null, decide, { viewerOf });
    await run('', 'type', null, decide, { viewerOf });
    expect(thrown).toEqual(['The viewer could not be determined.', true]);
  });
});

describe('who is not signed in', () => {
  test('has an error with the reason, at the field or at an item of it', async () => {
    expect.hasAssertions();
    await run('@auth', 'type', anonymousBecause('TOKEN_EXPIRED'), (objects, asking) => {
      const [here, item] = [objects.unauthenticated(asking), objects.unauthenticated(asking, 2)];
      const extensions = { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' };
      expect([here?.path, here?.extensions]).toEqual([['docs'], extensions]);
      expect([item?.path, item?.extensions]).toEqual([['docs', 2], extensions]);
    });
  });

  test('and who is has none', async () => {
    expect.hasAssertions();
    await run('@auth', 'type', as('u1'), (objects, asking) => {
      expect(objects.unauthenticated(asking)).toBeUndefined();
    });
  });
});

test('in a dry run everything is open, and told once', async () => {
  const told: unknown[] = [];
  const onRefusal = ({ path, coordinate }: { path: unknown; coordinate: unknown }) => told.push([path, coordinate]);
  await run(
    '@auth(role: SUPPORT)',
    'type',
    as('u1'),
    async (objects, asking) => {
      const field = docOf(asking.info);
      expect(objects.mayBeOpen(field, asking)).toBe(true);
      for (const row of rows) expect(await objects.isOpen(row, field, asking)).toBe(true);
    },
    { dryRun: true, onRefusal },
  );
  expect(told).toEqual([
    [['docs'], 'Doc.id'],
    [['docs', 'id'], 'Doc.id'],
  ]);
});

test.each([
  ['@auth(owner: "id")', 'PRIVATE'],
  ['', 'PUBLIC'],
])('what is left out by the rule "%s" is kept by caches of answers as %s', async (rule, scope) => {
  expect.hasAssertions();
  await run(rule, 'type', as('u1'), async (objects, { context, info }) => {
    const [before, after] = [{ scope: 'PUBLIC' }, { scope: 'PUBLIC' }];
    const asking = (cacheHint: object) => ({
      context,
      info: Object.assign({ ...info }, { cacheControl: { cacheHint } }),
    });
    objects.mayBeOpen(docOf(info), asking(before));
    await objects.isOpen(rows[0], docOf(info), asking(after));
    expect([before.scope, after.scope]).toEqual([scope, scope]);
  });
});

test('a policy of a type is asked once of an object, by a resolver and for its fields', async () => {
  let asked = 0;
  const even = () => {
    asked += 1;
    return true;
  };
  await run(
    '@auth(policy: "even")',
    'type',
    as('u1'),
    async (objects, asking) => {
      for (const row of rows) await objects.isOpen(row, docOf(asking.info), asking);
    },
    { policies: { even } },
  );
  expect(asked).toBe(rows.length);
});
