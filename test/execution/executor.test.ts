import { describe, expect, test } from '@jest/globals';
import { buildSchema, type DocumentNode, execute, type GraphQLError, parse } from 'graphql';
import { createExecutor, type ExecutionRequest } from '../../src/execution/index.js';

const schema = buildSchema(`
  scalar Any
  type Query { a: Int b: Int c: Int self: Query any: Any }
  type Mutation { first: Int second: Int }
  type Subscription { a: Int }
`);
const rootValue = { a: 1, b: 2, c: 3, self: () => rootValue };

/** What ours answers, after it was found to be what graphql-js answers. */
async function answer(request: ExecutionRequest, run = createExecutor({ schema })): Promise<string> {
  const ours = await run(request);
  const theirs = await execute({ schema, ...request });
  const told = ({ message, path, locations }: GraphQLError) => ({ message, path, locations });
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
  expect(ours.errors?.map(told)).toEqual(theirs.errors?.map(told));
  return JSON.stringify(ours);
}

describe('which operation is executed', () => {
  const document = parse('query One { a } query Two { b } mutation Three { first }');

  test.each([
    ['One', '{"data":{"a":1}}'],
    ['Two', '{"data":{"b":2}}'],
  ])('%s, as it is asked for', async (operationName, expected) => {
    expect(await answer({ document, operationName, rootValue })).toBe(expected);
  });

  test.each([undefined, null, '', 'Four', 'toString'])(
    'none for the name %j: as graphql-js says it',
    async (operationName) => {
      expect(await answer({ document, operationName, rootValue })).not.toContain('"data"');
    },
  );

  test('the only one needs no name', async () => {
    expect(await answer({ document: parse('query One { a }'), rootValue })).toBe('{"data":{"a":1}}');
  });

  test('a subscription is what it is for graphql-js', async () => {
    expect(await answer({ document: parse('subscription { a }'), rootValue })).toBe('{"data":{"a":1}}');
  });

  test('one that the schema has not is an error', async () => {
    const queries = buildSchema('type Query { a: Int }');
    const result = await createExecutor({ schema: queries })({ document: parse('mutation { a }') });
    expect(result.errors?.[0]?.message).toBe('Schema is not configured to execute mutation operation.');
  });
});

test('variables that do not fit are told before anything runs', async () => {
  const document = parse('query ($on: Boolean!) { a @include(if: $on) }');
  for (const variableValues of [{}, { on: null }, { on: 'yes' }]) {
    expect(await answer({ document, variableValues, rootValue })).not.toContain('"data"');
  }
});

describe('a variable may have any name', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length'])('$%s', async (name) => {
    const document = parse(
      `query ($${name}: Boolean!) { a @skip(if: $${name}) b @include(if: $${name}) self { c @include(if: $${name}) } }`,
    );
    const run = createExecutor({ schema });
    for (const _again of [1, 2]) {
      const yes = JSON.parse(`{"${name}":true}`);
      expect(await answer({ document, rootValue, variableValues: yes }, run)).toBe('{"data":{"b":2,"self":{"c":3}}}');
      const no = JSON.parse(`{"${name}":false}`);
      expect(await answer({ document, rootValue, variableValues: no }, run)).toBe('{"data":{"a":1,"self":{}}}');
    }
    expect(await answer({ document, rootValue, variableValues: {} }, run)).toContain('was not provided');
  });

  test.each(['__proto__', 'constructor', 'toString', 'then', 'toJSON'])('and so may an alias: %s', async (name) => {
    const document = parse(`{ ${name}: a self { ${name}: self { ${name}: b } } }`);
    expect(await answer({ document, rootValue })).toBe(`{"data":{"${name}":1,"self":{"${name}":{"${name}":2}}}}`);
  });

  test.each(['__proto__', 'constructor', 'toString'])('and a fragment, and an operation: %s', async (name) => {
    const document = parse(`query ${name} { ...${name} } query other { b } fragment ${name} on Query { a }`);
    expect(await answer({ document, rootValue, operationName: name })).toBe('{"data":{"a":1}}');
  });
});

describe('an operation that was compiled', () => {
  const document = parse(
    'query ($x: Boolean!, $y: Boolean = true) { a @skip(if: $x) b @include(if: $y) self { c @skip(if: $x) } }',
  );

  test('is another for other values of @skip and @include, whichever came first', async () => {
    const run = createExecutor({ schema });
    const ask = (variableValues: Readonly<Record<string, unknown>>) =>
      answer({ document, rootValue, variableValues }, run);
    for (const _again of [1, 2]) {
      expect(await ask({ x: true })).toBe('{"data":{"b":2,"self":{}}}');
      expect(await ask({ x: false })).toBe('{"data":{"a":1,"b":2,"self":{"c":3}}}');
      expect(await ask({ x: false, y: false })).toBe('{"data":{"a":1,"self":{"c":3}}}');
      expect(await ask({ x: true, y: null })).toContain('errors');
    }
  });

  test('does not see what a resolver does to the variables of its run', async () => {
    const changing = buildSchema('type Query { change: Query secret: Int }');
    const change = changing.getQueryType()?.getFields().change;
    if (!change) throw new TypeError('The schema has no such field.');
    change.resolve = (_source, _args, _context, { variableValues }) => {
      variableValues.on = true;
      return { secret: 1 };
    };
    const run = createExecutor({ schema: changing });
    const changed = parse('query ($on: Boolean!) { change { secret @include(if: $on) } }');
    for (const _again of [1, 2]) {
      const result = await run({ document: changed, variableValues: { on: false } });
      expect(JSON.stringify(result)).toBe('{"data":{"change":{}}}');
    }
  });

  test('has more values of @skip and @include than are kept', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `v${index}`);
    const many = parse(`query (${names.map((name) => `$${name}: Boolean!`)}) {
      ${names.map((name) => `${name}: a @skip(if: $${name})`).join(' ')} }`);
    const run = createExecutor({ schema });
    for (let bits = 0; bits < 64; bits += 1) {
      const values = names.map((name, index) => [name, (bits & (1 << index)) > 0] as const);
      const left = values.flatMap(([name, isSkipped]) => (isSkipped ? [] : [`"${name}":1`]));
      const text = await answer({ document: many, rootValue, variableValues: Object.fromEntries(values) }, run);
      expect(text).toBe(`{"data":{${left}}}`);
    }
  });

  test('may be larger than what is kept', async () => {
    const run = createExecutor({ schema });
    const large = bushy(14);
    for (const _again of [1, 2]) {
      const text = await answer({ document: large, rootValue }, run);
      expect(text.split('"a":1').length - 1).toBe(2 ** 14);
    }
  });
});

/** Of `2 ** depth` leaves, though it is short. */
function bushy(depth: number): DocumentNode {
  const fragments = Array.from(
    { length: depth },
    (_, index) =>
      `fragment F${index} on Query { l: self { ${index ? `...F${index - 1}` : 'a'} } r: self { ${index ? `...F${index - 1}` : 'a'} } }`,
  );
  return parse(`{ ...F${depth - 1} } ${fragments.join(' ')}`);
}

test('the fields of a mutation run one after the other', async () => {
  const done: string[] = [];
  const later = (name: string, milliseconds: number) => async () => {
    done.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    done.push(`${name} ends`);
    return done.length;
  };
  const run = createExecutor({ schema });
  const root = { first: later('first', 20), second: later('second', 1) };
  const result = await run({ document: parse('mutation { first second }'), rootValue: root });
  expect(JSON.stringify(result)).toBe('{"data":{"first":2,"second":4}}');
  expect(done).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('what JSON has not is an error where it stands', async () => {
  const run = createExecutor({ schema });
  for (const any of [() => () => 1, Symbol('one'), 1n]) {
    const result = await run({ document: parse('{ a any }'), rootValue: { a: 1, any } });
    expect(JSON.stringify(result.data)).toBe('{"a":1,"any":null}');
    expect(result.errors?.map(({ path }) => path)).toEqual([['any']]);
  }
});
