import { addResolversToSchema, mergeSchemas } from '@graphql-tools/schema';
import { type IResolvers, MapperKind, mapSchema } from '@graphql-tools/utils';
import { wrapSchema } from '@graphql-tools/wrap';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  assertEnumType,
  assertInputObjectType,
  assertObjectType,
  defaultFieldResolver,
  extendSchema,
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
  getOperationAST,
  isObjectType,
  lexicographicSortSchema,
  parse,
  subscribe,
} from 'graphql';
import { fragmentsOf } from '../../src/access/decide/check.js';
import { type Access, auth, protectSchema } from '../../src/access/index.js';
import { StartupError } from '../../src/errors.js';
import { testWith } from '../support/hosts.js';
import { createExecutor } from './executor.js';
import {
  allowed,
  anonymous,
  as,
  ask,
  buildSchema,
  forbidden,
  type Options,
  ROLES,
  type TestContext,
} from './support.js';

const BODY = `
  enum Level { LOW HIGH @auth(role: ADMIN) }
  enum Risk @auth(role: ADMIN) { HIGH }
  scalar Salary @auth(role: ADMIN)
  scalar Color
  input In { n: Int @auth(role: ADMIN) m: Int }
  type Doc { id: ID text: String @auth(role: ADMIN) mine: String @auth(policy: "may") plain: String }
  type Query {
    open: Int @public
    secret: Int @auth(role: ADMIN)
    doc: Doc @public
    level: Level @public
    send(in: In, level: Level): String @public
  }
  type Mutation { first: Int @public wipe: Int @auth(role: ADMIN) }
  type Subscription { ticks: Int @auth(role: ADMIN) }
  ${ROLES}`;

let ran: string[] = [];
let asked = 0;
let warnings: string[] = [];
let failures: unknown[] = [];
beforeEach(() => {
  ran = [];
  asked = 0;
  warnings = [];
  failures = [];
});

const run = (name: string, value: unknown) => () => {
  ran.push(name);
  return value;
};

function make(options: Options = {}): Access {
  const given = buildSchema(BODY, {
    Doc: { text: run('text', 't'), mine: run('mine', 'm') },
    Query: {
      open: run('open', 1),
      secret: run('secret', 2),
      doc: run('doc', { id: 'd', plain: 'p' }),
      level: run('level', 'HIGH'),
      send: run('send', 's'),
    },
    Mutation: { first: run('first', 1), wipe: run('wipe', 2) },
    Subscription: {
      ticks: {
        subscribe: async function* () {
          ran.push('subscribe');
          yield { ticks: 1 };
        },
      },
    },
  });
  return protectSchema(given, {
    viewerOf: ({ viewer }: TestContext) => viewer,
    policies: {
      may: () => {
        asked += 1;
        return true;
      },
    },
    onWarning: (message) => warnings.push(message),
    onFailure: (error) => failures.push(error),
    ...options,
  });
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;
type Wrap = (resolver: Resolver, name: string) => Resolver;

const fieldOf = (schema: GraphQLSchema, type: string, name: string) => {
  const field = assertObjectType(schema.getType(type)).getFields()[name];
  if (!field) throw new Error(`There is no ${type}.${name}.`);
  return field;
};

/** As Apollo Server, OpenTelemetry and other tracers do. */
function wrapInPlace(schema: GraphQLSchema, wrap: Wrap): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = wrap(field.resolve ?? defaultFieldResolver, field.name);
    }
  }
}

/** As graphql-middleware and directives of one's own do. */
function wrapInCopy(schema: GraphQLSchema, wrap: Wrap): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field: GraphQLFieldConfig<unknown, unknown>, name) => ({
      ...field,
      resolve: wrap(field.resolve ?? defaultFieldResolver, name),
    }),
  });
}

const traced: Wrap = (resolver, name) => (source, args, context, info) => {
  ran.push(`around ${name}`);
  return resolver(source, args, context, info);
};
const tracedLater: Wrap = (resolver, name) => async (source, args, context, info) => {
  await null;
  ran.push(`around ${name}`);
  return await resolver(source, args, context, info);
};

const admin = as('a1', 'ADMIN');
const user = as('u1');

/** What holds of every schema whose resolvers were only wrapped. */
async function expectGuarded(schema: GraphQLSchema, wrapped = true): Promise<void> {
  const around = (...names: readonly string[]) =>
    names.flatMap((name) => (wrapped ? [`around ${name}`, name] : [name]));
  ran = [];
  expect(await ask(schema, '{ open secret doc { text plain } level }', user)).toEqual({
    data: { open: 1, secret: null, doc: { text: null, plain: 'p' }, level: null },
    errors: expect.arrayContaining([forbidden('secret'), forbidden('doc.text'), forbidden('level')]),
  });
  expect(ran).not.toContain('secret');
  expect(ran).not.toContain('text');

  ran = [];
  expect(await ask(schema, '{ secret doc { text } level }', admin)).toEqual(
    allowed({ secret: 2, doc: { text: 't' }, level: 'HIGH' }),
  );
  expect([...ran].sort()).toEqual(around('secret', 'doc', 'level', 'text').sort());

  ran = [];
  const { errors } = await ask(schema, 'mutation { first wipe }', user);
  expect(errors.map(({ path, reason }) => [path, reason])).toEqual([
    ['first', 'NOT_RUN'],
    ['wipe', undefined],
  ]);
  expect(ran.filter((name) => name === 'first' || name === 'wipe')).toEqual([]);
  expect(await ask(schema, 'mutation { first wipe }', admin)).toEqual(allowed({ first: 1, wipe: 2 }));

  asked = 0;
  expect(await ask(schema, '{ doc { mine } }', user)).toEqual(allowed({ doc: { mine: 'm' } }));
  expect(asked).toBe(1);
  for (const query of ['{ send(in: { n: 1 }) }', '{ send(level: HIGH) }'])
    expect((await ask(schema, query, user)).errors).toEqual([forbidden('send')]);
  expect(await ask(schema, '{ send(in: { m: 1 }, level: LOW) }', user)).toEqual(allowed({ send: 's' }));
}

describe('resolvers put in place', () => {
  test('without any it is guarded', async () => {
    await expectGuarded(make().schema, false);
  });

  test.each([
    ['around the guards', traced],
    ['around the guards, asynchronous', tracedLater],
  ])('%s, stand behind them', async (_what, wrap) => {
    const { schema } = make();
    wrapInPlace(schema, wrap);
    await expectGuarded(schema);
    expect(warnings).toEqual([]);
  });

  test('stand in the order in which they were put, however many there are, and can be taken away', async () => {
    const { schema } = make();
    const field = fieldOf(schema, 'Query', 'secret');
    const before = field.resolve ?? defaultFieldResolver;
    for (const name of ['inner', 'outer']) field.resolve = traced(field.resolve ?? defaultFieldResolver, name);
    expect(await ask(schema, '{ secret }', admin)).toEqual(allowed({ secret: 2 }));
    expect(ran).toEqual(['around outer', 'around inner', 'secret']);
    ran = [];
    expect((await ask(schema, '{ secret }', user)).errors).toEqual([forbidden('secret')]);
    expect(ran).toEqual([]);
    field.resolve = before;
    expect(field.resolve).toBe(before);
    expect(await ask(schema, '{ secret }', admin)).toEqual(allowed({ secret: 2 }));
    expect(ran).toEqual(['secret']);
    expect((await ask(schema, '{ secret }', user)).errors).toEqual([forbidden('secret')]);
  });

  test('instead of the guards, are guarded', async () => {
    const { schema } = make();
    const resolvers: IResolvers = {
      Query: { secret: run('new secret', 3), level: run('new level', 'HIGH') },
      Doc: { text: run('new text', 'new') },
      Mutation: { wipe: run('new wipe', 3), first: run('new first', 2) },
    };
    addResolversToSchema({ schema, resolvers, updateResolversInPlace: true });
    const query = '{ secret doc { text } level }';
    expect(await ask(schema, query, user)).toEqual({
      data: { secret: null, doc: { text: null }, level: null },
      errors: [forbidden('secret'), forbidden('doc.text'), forbidden('level')],
    });
    expect(ran).toEqual(['doc', 'new level']);
    ran = [];
    expect((await ask(schema, 'mutation { first wipe }', user)).data).toEqual({ first: null, wipe: null });
    expect(ran).toEqual([]);
    expect(await ask(schema, query, admin)).toEqual(allowed({ secret: 3, doc: { text: 'new' }, level: 'HIGH' }));
    expect(ran).toEqual(['new secret', 'doc', 'new text', 'new level']);
  });

  test('of none, are the one by default, and guarded', async () => {
    const { schema } = make();
    Reflect.set(fieldOf(schema, 'Query', 'secret'), 'resolve', undefined);
    expect(await ask(schema, '{ secret }', admin, { secret: 7 })).toEqual(allowed({ secret: 7 }));
    expect((await ask(schema, '{ secret }', user, { secret: 7 })).errors).toEqual([forbidden('secret')]);
  });

  test('for one use are not let through for another', async () => {
    const { schema } = make();
    const field = fieldOf(schema, 'Query', 'secret');
    let kept: Parameters<Resolver> | undefined;
    const inner = field.resolve ?? defaultFieldResolver;
    field.resolve = (...use) => {
      kept = use;
      return inner(...use);
    };
    expect(await ask(schema, '{ secret }', admin)).toEqual(allowed({ secret: 2 }));
    if (!kept) throw new Error('It did not run.');
    const [source, args, , info] = kept;
    // Somebody else, later, with what is left of the first.
    expect(() => inner(source, args, { viewer: user }, { ...info, variableValues: {} })).toThrow('not allowed');
    expect(() => inner(source, args, { viewer: user }, { ...info, path: { ...info.path } })).toThrow('not allowed');
  });

  testWith('portcullis')('run with an executor that leaves out guards', async () => {
    const { schema, chooseResolvers } = make();
    const execute = createExecutor({ schema, chooseResolvers });
    const answer = async (viewer: TestContext['viewer']) =>
      JSON.parse(JSON.stringify(await execute({ document: parse('{ secret }'), contextValue: { viewer } })));
    expect(await answer(admin)).toEqual({ data: { secret: 2 } });
    wrapInPlace(schema, traced);
    expect(await answer(admin)).toEqual({ data: { secret: 2 } });
    expect((await answer(user)).data).toEqual({ secret: null });
    const document = parse('{ open secret }');
    const operation = getOperationAST(document);
    if (!operation) throw new Error('There is no operation.');
    const ready = { operation, fragments: fragmentsOf(document), variableValues: {} };
    const query = assertObjectType(schema.getType('Query'));
    for (const field of [query.getFields().open, query.getFields().secret])
      expect(field && chooseResolvers(ready, { viewer: admin })(query, field)).toBe(field?.resolve);
  });

  test('of a subscription: the source, too', async () => {
    const { schema } = make();
    const field = fieldOf(schema, 'Subscription', 'ticks');
    const around = traced(field.subscribe ?? defaultFieldResolver, 'subscribe');
    // With graphql 17 it need not be a promise.
    const start = async (viewer: TestContext['viewer']) =>
      subscribe({ schema, document: parse('subscription { ticks }'), contextValue: { viewer } });
    for (const resolver of [around, run('new subscribe', [])]) {
      field.subscribe = resolver;
      ran = [];
      expect(await start(user)).toEqual({
        errors: [expect.objectContaining({ message: 'You are not allowed to use this.' })],
      });
      expect(ran).toEqual([]);
      await start(admin).catch(() => {});
      expect(ran[0]).toMatch(/around subscribe|new subscribe/);
    }
  });
});

describe('types changed in place', () => {
  test.each([
    [
      'an enum that gets other values inside',
      (schema: GraphQLSchema) =>
        addResolversToSchema({ schema, resolvers: { Level: { HIGH: null } }, updateResolversInPlace: true }),
      'The type of Query.level cannot be changed after protectSchema. Change it before.',
    ],
    [
      'the value of an enum',
      (schema: GraphQLSchema) =>
        Object.assign(assertEnumType(schema.getType('Level')).getValue('HIGH') ?? {}, { value: 'LOW' }),
      /read only/,
    ],
    [
      'the type of an argument',
      (schema: GraphQLSchema) => Object.assign(fieldOf(schema, 'Query', 'send').args[0] ?? {}, { type: GraphQLString }),
      'The type of Query.send(in:) cannot be changed after protectSchema. Change it before.',
    ],
    [
      'an input field',
      (schema: GraphQLSchema) => {
        delete assertInputObjectType(schema.getType('In')).getFields().n;
      },
      /delete/,
    ],
    [
      'a field',
      (schema: GraphQLSchema) =>
        Object.assign(assertObjectType(schema.getType('Query')).getFields(), {
          secret: { ...fieldOf(schema, 'Query', 'secret'), resolve: () => 'leaked' },
        }),
      /read only/,
    ],
  ])('%s: it is refused, and all holds as before', async (_what, change, message) => {
    const { schema } = make();
    expect(() => change(schema)).toThrow(TypeError);
    expect(() => change(schema)).toThrow(message);
    await expectGuarded(schema, false);
  });
});

describe('schemas made of the guarded one', () => {
  test('keep the guards, whatever types and fields are called', async () => {
    const { schema } = make();
    const renamed = mapSchema(schema, {
      [MapperKind.OBJECT_TYPE]: (type) =>
        new GraphQLObjectType({ ...type.toConfig(), name: type.name.replace(/^(Doc|Mutation|Query)$/, 'The$1') }),
      [MapperKind.ROOT_FIELD]: (field, name) => [`my_${name}`, field],
      [MapperKind.OBJECT_FIELD]: (field, name) => (name === 'text' ? ['body', field] : field),
    });
    expect(await ask(renamed, '{ my_open my_secret my_doc { body plain } my_level }', user)).toEqual({
      data: { my_open: 1, my_secret: null, my_doc: { body: null, plain: 'p' }, my_level: null },
      errors: [forbidden('my_secret'), forbidden('my_doc.body'), forbidden('my_level')],
    });
    ran = [];
    expect(await ask(renamed, 'mutation { my_first my_wipe }', user)).toEqual({
      data: { my_first: null, my_wipe: null },
      errors: [{ path: 'my_first', code: 'FORBIDDEN', reason: 'NOT_RUN' }, forbidden('my_wipe')],
    });
    expect(ran).toEqual([]);
    expect(await ask(renamed, 'mutation { my_first my_wipe }', admin)).toEqual(allowed({ my_first: 1, my_wipe: 2 }));
    expect(warnings).toEqual([]);
  });

  test.each([
    ['sorted', lexicographicSortSchema],
    ['mapped', (schema: GraphQLSchema) => mapSchema(schema, {})],
    ['merged', (schema: GraphQLSchema) => mergeSchemas({ schemas: [schema] })],
  ])('%s, are guarded', async (_what, change) => {
    await expectGuarded(change(make().schema), false);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['', traced],
    [', asynchronous', tracedLater],
  ])('with wrapped resolvers%s, are guarded, and it is told', async (_what, wrap) => {
    const schema = wrapInCopy(make().schema, wrap);
    expect(await ask(schema, '{ open }', anonymous)).toEqual(allowed({ open: 1 }));
    await expectGuarded(schema);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^After protectSchema, .+ call protectSchema last:\n(.*\n)* {2}Doc\.text\n(.*\n)* {2}Query\.secret/,
      ),
    ]);
  });

  test.each([
    [
      'addResolversToSchema',
      (schema: GraphQLSchema, resolvers: IResolvers) => addResolversToSchema({ schema, resolvers }),
    ],
    ['mergeSchemas', (schema: GraphQLSchema, resolvers: IResolvers) => mergeSchemas({ schemas: [schema], resolvers })],
  ])('with other resolvers by %s, are guarded as soon as a guard of ours ran', async (_what, change) => {
    const schema = change(make().schema, {
      Query: { secret: run('new secret', 3) },
      Doc: { text: run('new text', 'new') },
      Mutation: { wipe: run('new wipe', 3) },
    });
    expect(await ask(schema, '{ doc { text } secret }', user)).toEqual({
      data: { doc: { text: null }, secret: null },
      errors: [forbidden('doc.text'), forbidden('secret')],
    });
    expect((await ask(schema, 'mutation { first wipe }', user)).data).toEqual({ first: null, wipe: null });
    expect(ran).toEqual(['doc']);
    expect(await ask(schema, '{ doc { text } secret }', admin)).toEqual(allowed({ doc: { text: 'new' }, secret: 3 }));
    expect(warnings).toEqual([expect.stringContaining('Query.secret')]);
  });

  test('whose tools put resolvers in place afterwards, are guarded', async () => {
    const schema = lexicographicSortSchema(make().schema);
    wrapInPlace(schema, traced);
    await ask(schema, '{ open }', anonymous);
    await expectGuarded(schema);
  });
});

describe('what cannot be enforced any more is refused, and said', () => {
  const notProtected = { code: 'INTERNAL_SERVER_ERROR' };

  async function expectStopped(schema: GraphQLSchema, problem: RegExp): Promise<void> {
    for (const viewer of [anonymous, admin]) {
      expect(await ask(schema, '{ open }', viewer)).toEqual({
        data: { open: null },
        errors: [{ path: 'open', ...notProtected }],
      });
      expect((await ask(schema, 'mutation { first wipe }', viewer)).data).toEqual({ first: null, wipe: null });
    }
    expect(ran).toEqual([]);
    expect(failures).toEqual([expect.any(StartupError)]);
    expect(String(failures[0])).toMatch(problem);
  }

  test.each([
    ['a field', 'extend type Query { more: Int @auth(role: ADMIN) }', /Query\.more: This field has a rule/],
    [
      'a field of a protected type',
      'type More @auth { a: Int } extend type Query { more: More @public }',
      /More\.a: This field has/,
    ],
    [
      'a protected enum of ours',
      'extend type Query { levels: [Level] @public }',
      /Query\.levels: This field has a rule/,
    ],
    [
      'an enum of ours that is protected as a whole',
      'extend type Query { risk: [Risk!] @public }',
      /Query\.risk: This field has a rule/,
    ],
    [
      'a scalar of ours that is protected',
      'extend type Query { pay: Salary @public }',
      /Query\.pay: This field has a rule/,
    ],
    [
      'one that takes such a scalar',
      'extend type Query { more(above: [Salary]): Int @public }',
      /Query\.more: This field has a rule/,
    ],
    [
      'a protected input of ours',
      'extend type Query { more(in: In): Int @public }',
      /Query\.more: This field has a rule/,
    ],
    ['an argument', 'extend type Query { more(a: Int @auth): Int @public }', /Query\.more: This field has a rule/],
    [
      'a protected interface',
      'interface Named @auth { a: Int } type More implements Named { a: Int } extend type Query { more: More @public }',
      /More\.a: This field has a rule/,
    ],
  ])('%s that was added', async (_what, sdl, problem) => {
    await expectStopped(extendSchema(make().schema, parse(sdl)), problem);
  });

  test('a field that was added with a rule in its extensions', async () => {
    const schema = extendSchema(make().schema, parse('extend type Query { more: Int }'));
    Object.assign(schema.getQueryType()?.getFields().more ?? {}, { extensions: auth({ role: 'ADMIN' }) });
    await expectStopped(schema, /Query\.more: This field has a rule/);
  });

  test('but not a field without a rule', async () => {
    const schema = extendSchema(
      make().schema,
      parse('extend type Query { more: Int @public  color(near: Color): Color @public } extend type Doc { more: Int }'),
    );
    expect(await ask(schema, '{ open more doc { more } }', anonymous, { more: 1 })).toEqual(
      allowed({ open: 1, more: 1, doc: { more: null } }),
    );
    expect(failures).toEqual([]);
  });

  test('an enum whose values stand for something else', async () => {
    const schema = addResolversToSchema({ schema: make().schema, resolvers: { Level: { HIGH: null } } });
    await expectStopped(schema, /Query\.level: Its arguments or its result were changed(.|\n)*Query\.send: Its/);
  });

  test('an input field that is called something else', async () => {
    const schema = mapSchema(make().schema, {
      [MapperKind.INPUT_OBJECT_FIELD]: (field, name) => (name === 'n' ? ['number', field] : field),
    });
    await expectStopped(schema, /Query\.send: Its arguments/);
  });

  test('an argument that is called something else', async () => {
    const schema = mapSchema(make().schema, {
      [MapperKind.OBJECT_FIELD]: (field, name) =>
        name === 'send' && field.args?.in ? { ...field, args: { input: field.args.in } } : field,
    });
    await expectStopped(schema, /Query\.send: Its arguments/);
  });

  test('in a dry run it is said, and not refused', async () => {
    const schema = extendSchema(
      make({ dryRun: true, onRefusal: () => {} }).schema,
      parse('extend type Query { more: Int @auth(role: ADMIN) }'),
    );
    expect(await ask(schema, '{ open secret more }', anonymous, { more: 1 })).toEqual(
      allowed({ open: 1, secret: 2, more: 1 }),
    );
    expect(String(failures)).toContain('Query.more');
  });
});

test('two protected schemas that are merged keep their own rules', async () => {
  const other = protectSchema(
    buildSchema(`type Query { other: Int @auth(role: EDITOR) }\n${ROLES}`, { Query: { other: run('other', 5) } }),
    { viewerOf: ({ viewer }: TestContext) => viewer },
  );
  const schema = mergeSchemas({ schemas: [make().schema, other.schema] });
  expect(await ask(schema, '{ open secret other }', as('e1', 'EDITOR'))).toEqual({
    data: { open: 1, secret: null, other: 5 },
    errors: [forbidden('secret')],
  });
  expect(await ask(schema, '{ open secret other }', admin)).toEqual({
    data: { open: 1, secret: 2, other: null },
    errors: [forbidden('other')],
  });
  expect([warnings, failures]).toEqual([[], []]);
});

testWith('portcullis')(
  'a schema that is protected twice keeps the guards of both, also where those of one are left out',
  async () => {
    const first = make();
    const second = protectSchema(first.schema, {
      viewerOf: () => admin,
      policies: { may: () => true },
      onWarning: () => {},
    });
    const execute = createExecutor(second);
    const document = parse('{ secret doc { text } }');
    const answer = async (viewer: TestContext['viewer']) =>
      JSON.parse(JSON.stringify((await execute({ document, contextValue: { viewer } })).data));
    expect(await answer(user)).toEqual({ secret: null, doc: { text: null } });
    expect(await answer(admin)).toEqual({ secret: 2, doc: { text: 't' } });
  },
);

describe('what it cannot see', () => {
  test('is an operation that asks only for what was replaced in a schema of which no guard has run yet', async () => {
    const schema = addResolversToSchema({
      schema: make().schema,
      resolvers: { Query: { secret: run('new secret', 3) } },
    });
    expect(await ask(schema, '{ secret }', user)).toEqual(allowed({ secret: 3 }));
    expect(await ask(schema, '{ open }', user)).toEqual(allowed({ open: 1 }));
    expect((await ask(schema, '{ secret }', user)).errors).toEqual([forbidden('secret')]);
  });

  test('is a mutation that a proxy sends field by field; each field is decided', async () => {
    const schema = wrapSchema({ schema: make().schema });
    const { data, errors } = await ask(schema, 'mutation { first wipe }', user);
    expect(data).toEqual({ first: 1, wipe: null });
    expect(errors).toEqual([forbidden('wipe')]);
    expect(ran).toEqual(['first']);
  });
});
