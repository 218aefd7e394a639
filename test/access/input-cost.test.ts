import { describe, expect, test } from '@jest/globals';
import { execute, GraphQLError, Kind, parse, validate } from 'graphql';
import { type ProtectOptions, protectSchema } from '../../src/access/index.js';
import { repeat, sourceOf } from './planned.js';
import { answerOf, as, buildSchema, forbidden, ROLES, type TestContext } from './support.js';

const fields = ['f', 'g', 'h']
  .map((name) => `${name}(is: [In!], one: In, levels: [Level], grid: [[Level]], more: [In!]): Int @public`)
  .join('\n');
const open = buildSchema(`
  enum Level { LOW MID HIGH @auth(role: ADMIN) }
  input In { x: Int level: Level secret: Int @auth(role: ADMIN) all: [In!] a: In b: In }
  type Query { ${fields} }
  type Mutation { ${fields} }
  ${ROLES}`);
const protect = (options: Partial<ProtectOptions<TestContext>> = {}) =>
  protectSchema(open, { viewerOf: ({ viewer }: TestContext) => viewer, onWarning: () => {}, ...options });
const access = protect();
const rejecting = protect({ onDenied: 'reject' });
const user = as('u1', 'USER');

const SIZE = 1_500;

interface Tree {
  readonly x?: number;
  readonly a?: Tree;
  readonly b?: Tree;
}
const tree = (depth: number): Tree => (depth === 0 ? { x: 1 } : { a: tree(depth - 1), b: tree(depth - 1) });
const list = <T>(item: T, size = SIZE) => Array.from({ length: size }, () => item);

interface Shape {
  /** How often it is used: 100 times. Where it costs little to look at a value, more of both show what each use looks at. */
  readonly uses?: number;
  readonly declared: string;
  readonly use: (index: number) => string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const shapes: Readonly<Record<string, Shape>> = {
  'a list of inputs': { declared: '$v: [In!]', use: () => 'f(is: $v)', variables: { v: list({ x: 1 }) } },
  'a list of inputs, sent to several fields': {
    declared: '$v: [In!]',
    use: (i) => `${'fgh'[i % 3]}(is: $v)`,
    variables: { v: list({ x: 1 }) },
  },
  'a list of enum values': {
    uses: 600,
    declared: '$v: [Level]',
    use: () => 'f(levels: $v)',
    variables: { v: list('LOW', 4 * SIZE) },
  },
  'lists in a list': {
    uses: 600,
    declared: '$v: [[Level]]',
    use: () => 'f(grid: $v)',
    variables: { v: list(list('MID', 10), (4 * SIZE) / 10) },
  },
  'inputs in each other': { declared: '$v: In', use: () => 'f(one: $v)', variables: { v: tree(9) } },
  'a list in a literal': {
    declared: '$v: [In!]',
    use: () => 'f(one: { all: $v })',
    variables: { v: list({ level: 'LOW' }) },
  },
  'an input in a literal list': {
    declared: '$v: In!',
    use: () => 'f(is: [$v, $v], more: [{ a: $v }])',
    variables: { v: tree(9) },
  },
  'two variables': {
    declared: '$v: [In!], $w: [Level]',
    use: () => 'f(is: $v, levels: $w, more: $v)',
    variables: { v: list({ x: 1 }), w: list('LOW') },
  },
  'many variables': {
    declared: repeat(50, (i) => `$v${i}: [In!]`),
    use: (i) => `f(is: $v${i % 50}, more: $v${(7 * i) % 50})`,
    variables: Object.fromEntries(list(0, 50).map((_, i) => [`v${i}`, list({ x: 1 }, SIZE / 50)])),
  },
};

function millisecondsOf(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** How many times as long `ours` takes as `theirs`, at their best; measured until it is below the bar, or it is not. */
function ratioOf(ours: () => unknown, theirs: () => unknown, bar: number): number {
  let best = { ours: Number.POSITIVE_INFINITY, theirs: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 200; round += 1) {
    best = {
      theirs: Math.min(best.theirs, millisecondsOf(theirs)),
      ours: Math.min(best.ours, millisecondsOf(ours)),
    };
    if (round > 0 && best.ours < bar * best.theirs) break;
  }
  return best.ours / best.theirs;
}

describe.each(Object.entries(shapes))(
  '%s in a variable, used often, costs',
  (_what, { uses = 100, declared, use, variables }) => {
    const text = (kind: string) => `${kind} (${declared}) { ${repeat(uses, (i) => `a${i}: ${use(i)}`)} }`;
    // A document of its own each time, as a stranger would send it.
    const run = (schema: typeof open, kind: string) => () => {
      const result = execute({
        schema,
        document: parse(text(kind)),
        variableValues: variables,
        contextValue: { viewer: user },
      });
      if ('then' in result || result.errors) throw new Error('It failed.');
    };

    test.each([
      ['query', access.schema],
      ['mutation', access.schema],
      ['query', rejecting.schema],
    ])('at most three times what graphql-js takes for it: %s', (kind, schema) => {
      expect(ratioOf(run(schema, kind), run(open, kind), 3)).toBeLessThan(3);
    });

    test('as much to check', () => {
      const check = () => {
        const { granted } = access.check({ document: parse(text('query')), variables, viewer: user });
        if (!granted) throw new Error('It is refused.');
      };
      const plain = () => {
        const document = parse(text('query'));
        if (validate(open, document).length > 0) throw new Error('It is not valid.');
        return execute({ schema: open, document, variableValues: variables });
      };
      expect(ratioOf(check, plain, 3)).toBeLessThan(3);
    });
  },
);

describe('what was found out of a value', () => {
  const both = buildSchema(`
    input In { x: Int level: Level }
    enum Level { LOW HIGH @auth(role: ADMIN) }
    type Query {
      mine(in: [In] @auth(claims: [{ name: "org", argument: "org" }]), org: ID): Int @public
      admins(in: [In] @auth(role: ADMIN)): Int @public
      anyone(in: [In]): Int @public
    }
    ${ROLES}`);
  const { schema } = protectSchema(both, { viewerOf: ({ viewer }: TestContext) => viewer, onWarning: () => {} });
  const rootValue = { mine: 1, admins: 2, anyone: 3 };
  const ask = async (text: string, level: string, viewer = { ...user, claims: { org: 'o1' } }) =>
    answerOf(
      await execute({
        schema,
        document: parse(`query ($v: [In]) { ${text} }`),
        variableValues: { v: [{ level }, { x: 1 }] },
        contextValue: { viewer },
        rootValue,
      }),
    );

  test('says nothing of where it may be sent, nor beside what', async () => {
    const text =
      'a: anyone(in: $v) b: mine(in: $v, org: "o1") c: mine(in: $v, org: "o2") d: admins(in: $v) e: mine(in: $v, org: "o1")';
    expect(await ask(text, 'LOW')).toEqual({
      data: { a: 3, b: 1, c: null, d: null, e: 1 },
      errors: [forbidden('c'), forbidden('d')],
    });
  });

  test('holds for one viewer and one operation', async () => {
    const text = 'a: anyone(in: $v) b: anyone(in: $v)';
    const refused = { data: { a: null, b: null }, errors: [forbidden('a'), forbidden('b')] };
    expect(await ask(text, 'HIGH')).toEqual(refused);
    expect(await ask(text, 'HIGH', { ...as('root', 'ADMIN'), claims: { org: 'o2' } })).toEqual({
      data: { a: 3, b: 3 },
      errors: [],
    });
    expect(await ask(text, 'LOW')).toEqual({ data: { a: 3, b: 3 }, errors: [] });
    expect(await ask(text, 'HIGH')).toEqual(refused);
  });
});

describe('more than 1,000,000 values', () => {
  interface Asked {
    readonly kind: string;
    readonly sizes: readonly number[];
    readonly viewer?: typeof user;
  }

  /**
   * What the fields of an operation answer, one for each list: its size, or the code of an error. graphql-js would take
   * most of the time, so their resolvers are called as it calls them, with values that have been coerced.
   */
  const ask = ({ schema }: Pick<typeof access, 'schema'>, { kind, sizes, viewer = user }: Asked) => {
    const selected = sizes.map((_, i) => `f${i}: f(levels: $v${i})`).join(' ');
    const { operation, fragments } = sourceOf(
      schema,
      `${kind} (${sizes.map((_, i) => `$v${i}: [Level]`)}) { ${selected} }`,
    );
    const parentType = schema.getRootType(operation.operation);
    const field = parentType?.getFields().f;
    if (!parentType || !field?.resolve) throw new Error('There is no such field.');
    const variableValues = Object.fromEntries(sizes.map((size, i) => [`v${i}`, new Array(size).fill('LOW')]));
    return operation.selectionSet.selections.map((node, i) => {
      if (node.kind !== Kind.FIELD) throw new Error('There are fields alone.');
      const info = {
        ...{ schema, operation, fragments, variableValues, parentType, fieldName: 'f', fieldNodes: [node] },
        ...{
          returnType: field.type,
          rootValue: {},
          path: { prev: undefined, key: `f${i}`, typename: parentType.name },
        },
      };
      try {
        return field.resolve?.({ f: sizes[i] }, { levels: variableValues[`v${i}`] }, { viewer }, info);
      } catch (error) {
        return error instanceof GraphQLError ? error.extensions.code : error;
      }
    });
  };

  test.each([
    ['query', access],
    ['mutation', access],
    ['query', rejecting],
  ])('are too many to look at: %s', (kind, of) => {
    expect(ask(of, { kind, sizes: [1_000_000] })).toEqual([1_000_000]);
    expect(ask(of, { kind, sizes: [1_000_001] })).toEqual(['BAD_USER_INPUT']);
  });

  test('need not be looked at for who may send any', () => {
    const viewer = as('root', 'ADMIN');
    expect(ask(access, { kind: 'mutation', sizes: [1_000_001], viewer })).toEqual([1_000_001]);
  });

  test('are counted over all of the operation', () => {
    expect(ask(access, { kind: 'query', sizes: [600_000, 400_000, 1] })).toEqual([600_000, 400_000, 'BAD_USER_INPUT']);
    const refused = ask(access, { kind: 'mutation', sizes: [600_000, 400_000, 1] });
    expect(refused).toEqual(refused.map(() => 'BAD_USER_INPUT'));
  });

  test('are refused by a check, and at their place by an executor', async () => {
    // An object counts as many values as it could have: graphql-js makes few objects sooner than a long list.
    const wide = buildSchema(
      `input Wide { ${repeat(1_000, (i) => `w${i}: Int @auth(role: ADMIN)`)} } type Query { f(is: [Wide!]): Int @public } ${ROLES}`,
    );
    const ofWide = protectSchema(wide, { viewerOf: ({ viewer }: TestContext) => viewer });
    const document = parse('query ($v: [Wide!]) { f(is: $v) }');
    const variables = { v: list({}, 1_000) };
    expect(ofWide.check({ document, variables, viewer: user })).toEqual({
      granted: false,
      refusals: [{ path: [], coordinate: 'Query', code: 'BAD_USER_INPUT', reason: 'TOO_LARGE' }],
    });
    const contextValue = { viewer: user };
    const result = await execute({ schema: ofWide.schema, document, variableValues: variables, contextValue });
    expect(answerOf(result)).toEqual({ data: { f: null }, errors: [{ path: 'f', code: 'BAD_USER_INPUT' }] });
  });

  test('stop nothing in a dry run', () => {
    const dry = protect({ dryRun: true, onRefusal: () => {} });
    for (const kind of ['query', 'mutation']) expect(ask(dry, { kind, sizes: [1_000_001] })).toEqual([1_000_001]);
  });
});
