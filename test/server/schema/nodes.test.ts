import { afterEach, describe, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { anonymous, anonymousBecause, type ToldRefusal, type Viewer } from '../../../src/access/index.js';
import { PortcullisError } from '../../../src/errors.js';
import { createExecutor } from '../../../src/execution/index.js';
import type { Context, Module } from '../../../src/module/index.js';
import { createSchema, type SchemaOptions } from '../../../src/server/schema/schema.js';
import { defineModule } from '../../../src/toolkit/define-module.js';
import { globalId } from '../../../src/toolkit/global-id.js';

interface Row {
  readonly id: string;
  readonly owner?: string;
  readonly __typename?: string;
}

const viewerOf = (subject: string, ...roles: string[]): Viewer => ({
  ...{ authenticated: true, issuer: 'https://api.example.com', subject, roles, scopes: [], claims: {} },
  ...{ expiresAt: 4e12, reason: null },
});
const ann = viewerOf('ann', 'USER');
const support = viewerOf('sue', 'SUPPORT');

const SDL = `
  type Order implements Node @auth(anyOf: [{ role: SUPPORT }, { owner: "owner" }]) { id: ID! owner: ID total: Int @auth(role: ADMIN) }
  type Report implements Node @auth(role: SUPPORT) { id: ID! }
  type Page implements Node { id: ID! title: String }
  type Secret implements Node @auth(policy: "knows") { id: ID! }
`;

const orders: Row[] = ['o1', 'o2', 'both', 'slug'].map((id) => ({ id, owner: id === 'o2' ? 'bob' : 'ann' }));
const reports: Row[] = ['r1', 'both'].map((id) => ({ id }));
const pages: Row[] = [{ id: 'p1' }, { id: 'posing', __typename: 'Report' }, { id: 'bobs' }];

let asked: [string, readonly string[]][] = [];
afterEach(() => {
  asked = [];
});
const from = (type: string, rows: readonly Row[]) => async (ids: readonly string[]) => {
  asked.push([type, ids]);
  return ids.map((id) => rows.find((row) => row.id === id) ?? null);
};

const nodes: NonNullable<Module['nodes']> = {
  Order: { load: from('Order', orders) },
  Report: { load: from('Report', reports) },
  Page: { load: from('Page', pages), isPublic: true },
  Secret: { load: from('Secret', [{ id: 's1', owner: 'ann' }]) },
};
const policies: NonNullable<Module['policies']> = {
  knows: ({ viewer, source, ...given }) => {
    if (!('type' in given) || given.type.name !== 'Secret') throw new TypeError('It is asked about a Secret.');
    return Promise.resolve(Object(source).owner === viewer.subject);
  },
};

function shop(more: Partial<typeof nodes> = {}, sdl = '') {
  const all = Object.assign({}, nodes, more);
  return defineModule({ name: 'shop', typeDefs: SDL + sdl, policies, nodes: all });
}

async function ask(source: string, viewer: Viewer, module = shop(), options: SchemaOptions = {}, more = {}) {
  const access = createSchema([module], { onWarning: () => {}, ...options });
  const contextValue = { viewer, viewerProblem: null, ...more };
  const result = await graphql({ schema: access.schema, source, contextValue });
  const errors = result.errors ?? [];
  return {
    data: JSON.parse(JSON.stringify(result.data ?? null)),
    errors: errors.map(({ path, extensions, message }) => [path, extensions.code ?? message]),
  };
}

describe('of types of other modules', () => {
  test.each([
    ['an owner', ann, 'o1', 'Order'],
    ['SUPPORT', support, 'o1', 'Order'],
    ['SUPPORT', support, 'r1', 'Report'],
    ['an owner, whom a policy knows', ann, 's1', 'Secret'],
    ['nobody', anonymous, 'p1', 'Page'],
    ['anybody', ann, 'p1', 'Page'],
  ])('%s gets what is theirs', async (_who, viewer, id, type) => {
    const { data, errors } = await ask(`{ node(id: "${id}") { __typename id } }`, viewer);
    expect({ data, errors }).toEqual({ data: { node: { __typename: type, id } }, errors: [] });
  });

  test.each([
    ["another's order", ann, 'o2'],
    ['a report', ann, 'r1'],
    ['a secret that a policy does not let them know', support, 's1'],
    ['nothing', ann, 'unknown'],
  ])('who may not see %s is told as much as of nothing', async (_what, viewer, id) => {
    const { data, errors } = await ask(`{ node(id: "${id}") { __typename id } nodes(ids: ["${id}"]) { id } }`, viewer);
    expect({ data, errors }).toEqual({ data: { node: null, nodes: [null] }, errors: [] });
  });

  test.each(['', 'x'.repeat(501)])('no loader is asked for an id that none can be', async (id) => {
    const { data, errors } = await ask(`{ node(id: "${id}") { id } }`, ann);
    expect({ data, errors }).toEqual({ data: { node: null }, errors: [] });
    expect(asked).toEqual([]);
    await ask(`{ node(id: "${'x'.repeat(500)}") { id } }`, ann);
    expect(asked.map(([type]) => type)).toEqual(['Order', 'Page', 'Secret']);
  });

  test('a field of it has its own rule still', async () => {
    const { data, errors } = await ask('{ node(id: "o1") { id ... on Order { total } } }', ann);
    expect({ data, errors }).toEqual({
      data: { node: { id: 'o1', total: null } },
      errors: [[['node', 'total'], 'FORBIDDEN']],
    });
  });

  test('each loader is asked once, and only of what the token does not refuse', async () => {
    const source = '{ a: node(id: "o1") { id } b: nodes(ids: ["p1", "o1", "r1"]) { id } c: node(id: "p1") { id } }';
    await ask(source, ann);
    const ids = ['o1', 'p1', 'r1'];
    expect(asked).toEqual([
      ['Order', ids],
      ['Page', ids],
      ['Secret', ids],
    ]);
    asked = [];
    await ask(source, anonymous);
    expect(asked).toEqual([['Page', ids]]);
  });

  test('nobody gets what is public, and of all else is told to sign in', async () => {
    const token = anonymousBecause('TOKEN_EXPIRED');
    for (const id of ['o1', 'r1', 's1', 'unknown']) {
      const { data, errors } = await ask(`{ node(id: "${id}") { id } nodes(ids: ["p1", "${id}"]) { id } }`, token);
      expect({ data, errors }).toEqual({
        data: { node: null, nodes: [{ id: 'p1' }, null] },
        errors: [
          [['node'], 'UNAUTHENTICATED'],
          [['nodes', 1], 'UNAUTHENTICATED'],
        ],
      });
    }
  });

  test('where all types are public, what is not there is null for nobody too', async () => {
    const sdl = 'type Page implements Node { id: ID! }';
    const { Page } = nodes;
    if (!Page) throw new TypeError('There are pages.');
    const open = defineModule({ name: 'open', typeDefs: sdl, nodes: { Page } });
    expect(await ask('{ a: node(id: "p1") { id } b: node(id: "unknown") { id } }', anonymous, open)).toEqual({
      data: { a: { id: 'p1' }, b: null },
      errors: [],
    });
  });

  test('where it cannot be said who the viewer is, that is told, and what is public answers', async () => {
    const viewerProblem = new PortcullisError('SERVICE_UNAVAILABLE', 'Not now.');
    const source = '{ a: node(id: "o1") { id } b: nodes(ids: ["p1", "o1"]) { id } }';
    expect(await ask(source, anonymous, shop(), {}, { viewerProblem })).toEqual({
      data: { a: null, b: [{ id: 'p1' }, null] },
      errors: [
        [['a'], 'SERVICE_UNAVAILABLE'],
        [['b', 1], 'SERVICE_UNAVAILABLE'],
      ],
    });
    expect(asked.map(([type]) => type)).toEqual(['Page']);
  });
});

describe('which type an object has', () => {
  test('is by its loader, whatever the row says', async () => {
    const { data, errors } = await ask('{ node(id: "posing") { __typename ... on Page { id } } }', ann);
    expect({ data, errors }).toEqual({ data: { node: { __typename: 'Page', id: 'posing' } }, errors: [] });
  });

  test('is not to be guessed for an object that a resolver gives as a Node', async () => {
    const typeDefs = `${SDL} extend type Query { some: Node @public }`;
    const own = defineModule({
      ...{ name: 'own', typeDefs, nodes, policies },
      resolvers: { Query: { some: () => ({ __typename: 'Page', id: 'x' }) } },
    });
    const { data, errors } = await ask('{ some { __typename } }', ann, own);
    expect(data).toEqual({ some: null });
    expect(errors).toEqual([[['some'], expect.stringMatching(/^A resolver returned an object as a Node/)]]);
  });

  test('is one: the same object of two loaders is a mistake', async () => {
    const shared = { id: 'x' };
    const both = shop({
      Page: { load: async (ids) => ids.map((id) => (id === 'page' ? shared : null)), isPublic: true },
      Report: { load: async (ids) => ids.map((id) => (id === 'report' ? shared : null)) },
    });
    const { data, errors } = await ask(
      '{ a: node(id: "page") { __typename } b: node(id: "report") { __typename } }',
      support,
      both,
    );
    // Which of them comes first is nobody's affair.
    expect([data.a, data.b].filter(Boolean)).toHaveLength(1);
    expect(errors).toEqual([
      [
        expect.anything(),
        expect.stringMatching(/^nodes.(Page and nodes.Report|Report and nodes.Page): Both return the same object.$/),
      ],
    ]);
  });
});

describe('an id that two types have', () => {
  test('is a mistake for who may see both', async () => {
    const { data, errors } = await ask('{ node(id: "both") { __typename } }', support);
    expect(data).toEqual({ node: null });
    expect(errors).toEqual([
      [['node'], 'Order and Report have an id in common. Make the ids of one of them with globalId.'],
    ]);
  });

  test('tells nobody else of the other', async () => {
    const { data, errors } = await ask('{ node(id: "both") { __typename } }', ann);
    expect({ data, errors }).toEqual({ data: { node: { __typename: 'Order' } }, errors: [] });
    // Somebody gave a page the id of an order of another user, to learn whether there is one.
    const guessing = shop({ Page: { load: from('Page', [{ id: 'o2' }, { id: 'o3' }]), isPublic: true } });
    for (const id of ['o2', 'o3']) {
      const guess = await ask(`{ node(id: "${id}") { __typename } }`, ann, guessing);
      expect(guess).toEqual({ data: { node: { __typename: 'Page' } }, errors: [] });
    }
  });
});

describe('globalIds', () => {
  const line = { load: from('Line', [{ id: '7' }]), globalIds: true } as const;
  const withLines = () => {
    const typeDefs = `${SDL} type Line implements Node @auth { id: ID! }`;
    return defineModule({
      ...{ name: 'shop', typeDefs, policies, nodes: { ...nodes, Line: line } },
      resolvers: { Line: { id: ({ id }: Row) => globalId('Line', id) } },
    });
  };

  test('lead to their type alone, which gets the id inside', async () => {
    const id = globalId('Line', 7);
    const { data, errors } = await ask(`{ node(id: "${id}") { __typename id } }`, ann, withLines());
    expect({ data, errors }).toEqual({ data: { node: { __typename: 'Line', id } }, errors: [] });
    expect(asked).toEqual([['Line', ['7']]]);
  });

  test.each([
    ['the id inside', '7'],
    ['another spelling', `${globalId('Line', 7)}==`],
    ['one of a type with ids of its own', globalId('Order', 'o1')],
    ['one of no type', globalId('Nothing', 7)],
  ])('%s is not there', async (_what, id) => {
    const { data, errors } = await ask(`{ node(id: "${id}") { id } }`, ann, withLines());
    expect({ data, errors }).toEqual({ data: { node: null }, errors: [] });
    expect(asked.map(([type]) => type)).not.toContain('Line');
  });

  test('of a public type that nobody has are null for who is not signed in, too', async () => {
    const typeDefs = `${SDL} type Line implements Node { id: ID! }`;
    const own = defineModule({
      ...{ name: 'shop', typeDefs, policies, nodes: { ...nodes, Line: { ...line, isPublic: true } } },
    });
    const { data, errors } = await ask(`{ node(id: "${globalId('Line', 8)}") { id } }`, anonymous, own);
    expect({ data, errors }).toEqual({ data: { node: null }, errors: [] });
  });

  test('are for who may see their type', async () => {
    const { data, errors } = await ask(`{ node(id: "${globalId('Line', 7)}") { id } }`, anonymous, withLines());
    expect({ data, errors }).toEqual({ data: { node: null }, errors: [[['node'], 'UNAUTHENTICATED']] });
    expect(asked.map(([type]) => type)).not.toContain('Line');
  });
});

describe('a loader that fails', () => {
  const failing = (load: NonNullable<Module['nodes']>[string]['load']) => shop({ Page: { load, isPublic: true } });

  test.each<[string, () => Promise<readonly object[]>, RegExp]>([
    ['by rejecting', () => Promise.reject(new Error('out of reach')), /^out of reach$/],
    ['with too few rows', async () => [], /same length/],
  ])('%s is told as a fault, and not as nothing', async (_how, load, message) => {
    const { data, errors } = await ask('{ node(id: "o1") { id } }', ann, failing(load));
    expect(data).toEqual({ node: null });
    expect(errors).toEqual([[['node'], expect.stringMatching(message)]]);
  });

  test('for one id fails for that one alone', async () => {
    const load = async (ids: readonly string[]) => ids.map((id) => (id === 'bad' ? new Error('bad') : { id }));
    const { data, errors } = await ask('{ nodes(ids: ["bad", "good"]) { id } }', anonymous, failing(load));
    expect({ data, errors }).toEqual({ data: { nodes: [null, { id: 'good' }] }, errors: [[['nodes', 0], 'bad']] });
  });

  test('with what is no object', async () => {
    const load = async (ids: readonly string[]) => ids as readonly unknown[] as readonly object[];
    const { errors } = await ask('{ node(id: "a") { id } }', anonymous, failing(load));
    expect(errors).toEqual([[['node'], 'nodes.Page: load returned something that is not an object.']]);
  });
});

test('in a dry run nothing is left out, and all of it is told', async () => {
  const told: ToldRefusal[] = [];
  const options: SchemaOptions = { dryRun: true, onRefusal: (refusal) => told.push(refusal) };
  const source =
    '{ mine: node(id: "o1") { __typename } theirs: node(id: "o2") { __typename } many: nodes(ids: ["r1"]) { __typename } }';
  expect(await ask(source, ann, shop(), options)).toEqual({
    data: { mine: { __typename: 'Order' }, theirs: { __typename: 'Order' }, many: [{ __typename: 'Report' }] },
    errors: [],
  });
  expect(told.map(({ path, coordinate, code }) => [path, coordinate, code])).toEqual([
    [['theirs'], 'Order.id', 'FORBIDDEN'],
    [['many'], 'Report.id', 'FORBIDDEN'],
  ]);
});

test('the executor of the server answers the same as graphql-js', async () => {
  const access = createSchema([shop()], { onWarning: () => {} });
  const { parse } = await import('graphql');
  const execute = createExecutor(access);
  const source = '{ a: node(id: "o1") { __typename id } b: nodes(ids: ["o2", "p1", "both", "x"]) { __typename id } }';
  for (const viewer of [anonymous, ann, support]) {
    const contextOf = () => ({ viewer, viewerProblem: null }) as unknown as Context;
    const written = await execute({ document: parse(source), contextValue: contextOf() });
    const plain = await graphql({ schema: access.schema, source, contextValue: contextOf() });
    expect(JSON.parse(JSON.stringify(written.data))).toEqual(JSON.parse(JSON.stringify(plain.data)));
    const told = (errors: typeof plain.errors) =>
      (errors ?? []).map(({ path, message, extensions }) => ({ path, message, extensions }));
    expect(told(written.errors)).toEqual(told(plain.errors));
  }
});
