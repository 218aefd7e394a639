import { describe, expect, test } from '@jest/globals';
import { assertEnumType, assertInputObjectType, assertObjectType, GraphQLString, parse } from 'graphql';
import {
  type Access,
  type ProtectOptions,
  protectSchema,
  type ToldRefusal,
  type Viewer,
} from '../../src/access/index.js';
import { isHere } from '../support/hosts.js';
import { createExecutor } from './executor.js';
import { anonymous, as, ask, buildSchema, forbidden, ROLES } from './support.js';

const BODY = `
  enum Level { LOW HIGH @auth(role: ADMIN) }
  input In { n: Int @auth(role: ADMIN) deep: In level: Level }
  type Doc { id: ID text: String @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) }
  type Query {
    secret: String @auth(role: ADMIN)
    may: String @auth(policy: "may")
    send(in: In, level: Level): String @public
    level: Level @public
    doc: Doc @public
    typed: Typed @public
  }
  type Typed @auth(policy: "sees") { a: Int }
  ${ROLES}`;

const rootValue = { secret: 's', may: 'm', send: 'sent', level: 'HIGH', doc: { id: 'u2', text: 't' }, typed: { a: 1 } };

const make = (options: Partial<ProtectOptions<{ viewer: Viewer }>> = {}, body = BODY) => {
  const given = buildSchema(body, {
    Query: Object.fromEntries(Object.entries(rootValue).map(([name, value]) => [name, () => value])),
  });
  const policies: Record<string, (input: unknown) => unknown> = { may: () => false, sees: () => true };
  const access = protectSchema(given, { viewerOf: ({ viewer }) => viewer, policies, onWarning: () => {}, ...options });
  return { given, access, policies };
};

/** What a signed-in user without a role must never get, in each way that there is. */
const ATTEMPTS = [
  '{ secret }',
  '{ may }',
  '{ level }',
  '{ doc { text } }',
  '{ send(level: HIGH) }',
  '{ send(in: { n: 1 }) }',
  '{ send(in: { deep: { n: 1 } }) }',
  '{ send(in: { level: HIGH }) }',
];

async function expectRefused({ schema, check }: Access): Promise<void> {
  for (const query of ATTEMPTS) {
    const { data, errors } = await ask(schema, query, as('u1'));
    const path = query.includes('text') ? 'doc.text' : (/\w+/.exec(query)?.[0] ?? '');
    expect([query, data, errors]).toEqual([
      query,
      path === 'doc.text' ? { doc: { text: null } } : { [path]: null },
      [forbidden(path)],
    ]);
    if (!/may|level \}|doc/.test(query))
      expect(check({ document: parse(query), viewer: as('u1') }).refusals.map(({ code }) => code)).toEqual([
        'FORBIDDEN',
      ]);
  }
}

/** Calls all of them; what throws was prevented, what does not must have had no effect. */
function attempt(...changes: readonly (() => unknown)[]): void {
  for (const change of changes) {
    try {
      change();
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
    }
  }
}

test('without any change it is refused, and an administrator is answered', async () => {
  const { access } = make();
  await expectRefused(access);
  for (const query of ATTEMPTS.filter((each) => each !== '{ may }')) {
    expect((await ask(access.schema, query, as('u2', 'ADMIN'))).errors).toEqual([]);
  }
});

describe('nothing that is enforced changes with', () => {
  test('the table', async () => {
    const { access } = make();
    const { rules, roles, unmarked } = access.table;
    const rule = rules.get('Query.secret') ?? [];
    attempt(
      () => Reflect.apply(Map.prototype.delete, rules, ['Query.secret']),
      () => Reflect.apply(Map.prototype.clear, rules, []),
      () => Object.assign(Object.getPrototypeOf(rules), { get: () => undefined }),
      () => Object.assign(Object.getPrototypeOf(roles.get('USER')), { has: () => true }),
      () => Reflect.apply(Map.prototype.set, rules, ['Query.secret', []]),
      () => Reflect.apply(Map.prototype.set, roles, ['USER', new Set(['ADMIN'])]),
      () => Reflect.apply(Set.prototype.add, roles.get('USER'), ['ADMIN']),
      () => Object.assign(rules, { get: () => undefined, has: () => false, size: 0 }),
      () => Object.assign(access.table, { rules: new Map(), roles: new Map() }),
      () => Reflect.apply(Array.prototype.pop, rule, []),
      () => Object.assign(rule[0] ?? {}, { anyOf: [[]], of: 'type' }),
      () => Reflect.apply(Array.prototype.push, rule[0]?.anyOf, [[]]),
      () => Reflect.apply(Array.prototype.pop, rule[0]?.anyOf[0], []),
      () => Object.assign(rule[0]?.anyOf[0]?.[0] ?? {}, { role: 'USER' }),
      () => Object.assign(rule[0]?.source ?? {}, { coordinate: 'x' }),
      () => Reflect.apply(Array.prototype.push, unmarked, ['x']),
      () => {
        rules.forEach((_rule, _coordinate, map) => {
          Reflect.apply(Map.prototype.clear, map, []);
        });
      },
      () => Object.assign(access, { schema: null, check: null }),
    );
    expect(rules.size).toBeGreaterThan(5);
    expect(rules.get('Query.secret')).toEqual([
      {
        anyOf: [[{ kind: 'role', role: 'ADMIN' }]],
        source: expect.objectContaining({ coordinate: 'Query.secret' }),
        of: 'field',
      },
    ]);
    expect([...(roles.get('USER') ?? [])]).toEqual(['USER']);
    expect(unmarked).toEqual([]);
    await expectRefused(access);
    const viewer = as('u1', 'USER');
    expect((await ask(access.schema, '{ secret }', viewer)).errors).toEqual([forbidden('secret')]);
  });

  test('the schema that was given', async () => {
    const { given, access } = make();
    const query = assertObjectType(given.getType('Query'));
    const input = assertInputObjectType(given.getType('In'));
    const level = assertEnumType(given.getType('Level'));
    const { secret, send } = query.getFields();
    if (!secret || !send) throw new Error('There are no such fields.');
    secret.resolve = () => 'leaked';
    secret.astNode = undefined;
    Reflect.apply(Array.prototype.pop, send.args, []);
    delete query.getFields().may;
    Object.assign(input.getFields().n ?? {}, { name: 'm', type: GraphQLString, defaultValue: 1 });
    delete input.getFields().deep;
    Object.assign(level.getValue('HIGH') ?? {}, { value: 'LOW', name: 'X' });
    Object.assign(assertObjectType(given.getType('Doc')).getFields().id ?? {}, { resolve: () => 'u1' });
    for (const name of Object.keys(given.getTypeMap())) if (name !== 'Query') delete given.getTypeMap()[name];
    await expectRefused(access);

    // Nor what is run without guards, when all is granted.
    if (!isHere('portcullis')) return;
    const document = parse('{ secret }');
    const execute = createExecutor({ schema: access.schema, chooseResolvers: access.chooseResolvers });
    const { data } = await execute({ document, contextValue: { viewer: as('u1', 'ADMIN') } });
    expect(JSON.parse(JSON.stringify(data))).toEqual({ secret: 's' });
  });

  test('the options', async () => {
    const may = { decide: () => false, key: () => 1 };
    const options = {
      viewerOf: ({ viewer }: { viewer: Viewer }): Viewer => viewer,
      policies: { may, sees: () => true },
      onWarning: () => {},
      dryRun: false,
      onDenied: 'partial' as const,
    };
    const access = protectSchema(buildSchema(BODY, { Query: { may: () => 'm' } }), options);
    options.viewerOf = () => as('u2', 'ADMIN');
    may.decide = () => true;
    options.policies.may = { decide: () => true, key: () => 1 };
    options.dryRun = true;
    expect(await ask(access.schema, '{ may secret }', as('u1'))).toEqual({
      data: { may: null, secret: null },
      errors: [forbidden('may'), forbidden('secret')],
    });
  });

  test('a policy that changes what it is given', async () => {
    const types: unknown[] = [];
    const { access } = make({
      policies: {
        may: () => false,
        sees: (input) => {
          if (!('type' in input)) return false;
          types.push(input.type);
          const field = input.type.getFields().a;
          attempt(() => field && Object.assign(field, { resolve: () => 2 }));
          return true;
        },
      },
    });
    // It is given the type that everyone has, not the one that rules are read of.
    await ask(access.schema, '{ typed { a } }', as('u1'));
    expect(types).toEqual([access.schema.getType('Typed')]);
    await expectRefused(access);
  });
});

describe('what is handed out is frozen in depth', () => {
  const isFrozen = (value: unknown): boolean =>
    typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));

  test('the result of check', () => {
    const { access } = make();
    const result = access.check({ document: parse('{ secret other: secret }'), viewer: as('u1') });
    expect(result.refusals).toHaveLength(2);
    expect(isFrozen(result)).toBe(true);
    const tooLarge = Array.from({ length: 30_000 }, (_, index) => `f${index}: secret`).join(' ');
    const large = access.check({ document: parse(`{ ${tooLarge} }`), viewer: as('u1') });
    expect(large.refusals).toEqual([expect.objectContaining({ reason: 'TOO_LARGE' })]);
    expect(isFrozen(large)).toBe(true);
  });

  test('what is told of a refusal, of which nothing comes back into the answer', async () => {
    const told: ToldRefusal[] = [];
    const { access } = make({
      onDenied: 'reject',
      onRefusal: (refusal) => {
        told.push(refusal);
        attempt(() => Reflect.apply(Array.prototype.push, refusal.path, ['more']));
      },
    });
    expect(await ask(access.schema, '{ secret }', as('u1'))).toEqual({
      data: { secret: null },
      errors: [forbidden('secret')],
    });
    expect(told.map(({ viewer: _viewer, ...refusal }) => refusal)).toEqual([
      { path: ['secret'], coordinate: 'Query.secret', code: 'FORBIDDEN', reason: null },
    ]);
    expect(told.every((refusal) => Object.isFrozen(refusal) && Object.isFrozen(refusal.path))).toBe(true);
  });

  test('the viewers that we make, and the table', () => {
    expect(isFrozen(anonymous)).toBe(true);
    const { table } = make().access;
    expect([Object.isFrozen(table), [...table.rules.values()].every(isFrozen)]).toEqual([true, true]);
  });
});

test('the table reads like a Map', () => {
  const { rules, roles } = make().access.table;
  const coordinates = [...rules].map(([coordinate]) => coordinate);
  expect([...rules.keys()]).toEqual(coordinates);
  expect([...rules.entries()].map(([coordinate]) => coordinate)).toEqual(coordinates);
  expect(new Map(rules).size).toBe(rules.size);
  const seen: string[] = [];
  rules.forEach((rule, coordinate, map) => {
    if (map.get(coordinate) === rule && map.has(coordinate)) seen.push(coordinate);
  });
  expect(seen).toEqual(coordinates);
  expect(rules.get('Query.level')).toBeUndefined();
  const support = roles.get('SUPPORT');
  expect([...(support ?? [])]).toEqual(['SUPPORT', 'USER']);
  expect([support?.has('USER'), support?.has('ADMIN'), support?.size]).toEqual([true, false, 2]);
});
