import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLError, getVariableValues, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { variableErrors } from '../../src/execution/variable-errors.js';
import { coerceVariables } from '../../src/values/coerce-variables.js';

const schema = buildSchema(`
  enum Level { LOW HIGH }
  input One @oneOf { a: Int b: Int }
  input In { n: Int! = 1 must: String! of: In level: Level one: One list: [[Int!]] }
  type Out { a: Int }
  type Query { f(a: Int): Int }
`);

function definitionsOf(variables: string): OperationDefinitionNode['variableDefinitions'] {
  const [operation] = parse(`\n\nquery (${variables}) { f }`).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.variableDefinitions : undefined;
}

function coerce(definitions: Parameters<typeof coerceVariables>[1], sent: Record<string, unknown>) {
  const coerced = coerceVariables(schema, definitions, sent);
  return 'misfits' in coerced ? { errors: variableErrors(coerced.misfits) } : coerced;
}

/** What ours gives, after it was found to be what graphql-js gives. */
function coerced(variables: string, sent: string) {
  const definitions = definitionsOf(variables) ?? [];
  const theirs = getVariableValues(schema, definitions, JSON.parse(sent));
  const ours = coerce(definitions, JSON.parse(sent));
  expect('errors' in ours ? ours.errors.map(told) : ours.values).toEqual(theirs.errors?.map(told) ?? theirs.coerced);
  return ours;
}

function told({ message, nodes, locations, positions, source, extensions, originalError }: GraphQLError): unknown {
  return { message, nodes, locations, positions, source, extensions, cause: originalError?.message };
}

describe('variables have the values, and the errors, that they have for graphql-js', () => {
  test.each([
    ['$a: Int', '{}'],
    ['$a: Int', '{"a":null}'],
    ['$a: Int = 3, $b: [In!] = [{ must: "x" }]', '{}'],
    ['$a: In', '{"a":{"must":"x","of":{"must":"y","n":5,"one":{"a":1}},"list":[[1],null,2]}}'],
    ['$a: [Int], $b: Level!', '{"a":7,"b":"HIGH"}'],
    ['$__proto__: Int!, $constructor: Int', '{"__proto__":1,"constructor":2}'],
  ])('%s of %s', (variables, sent) => {
    expect(coerced(variables, sent)).toHaveProperty('values');
  });

  test.each([
    ['$a: Int!', '{}'],
    ['$a: Int!', '{"a":null}'],
    ['$a: Int!, $b: Int', '{"a":"x","b":1.5}'],
    ['$a: Out, $b: None!', '{"a":{}}'],
    ['$a: In', '{"a":{}}'],
    ['$a: In', '{"a":[]}'],
    ['$a: In', '{"a":{"must":null,"of":{"must":1,"nobody":2},"level":"LOWW","one":{"a":1,"b":2},"list":[[null]]}}'],
    ['$a: [In!]!', '{"a":[null,{"must":"x","level":7},"text"]}'],
    ['$__proto__: Int!', '{}'],
  ])('errors: %s of %s', (variables, sent) => {
    expect(coerced(variables, sent)).toHaveProperty('errors');
  });
});

describe('of errors', () => {
  test('the first ten are told', () => {
    const result = coerce(definitionsOf('$a: [Int]') ?? [], { a: Array(1000).fill('x') });
    expect('errors' in result && result.errors.map(({ message }) => message)).toEqual(
      Array.from(
        { length: 10 },
        (_, index) =>
          `Variable "$a" got invalid value "x" at "a[${index}]"; Int cannot represent non-integer value: "x"`,
      ),
    );
  });

  test('none repeats a value of more than 1,000 characters', () => {
    for (const large of [
      'x'.repeat(1001),
      Array(1001).fill(1),
      Object.fromEntries(
        Array(500)
          .fill(0)
          .map((_, i) => [i, i]),
      ),
    ]) {
      const result = coerce(definitionsOf('$a: In') ?? [], { a: { must: 'x', of: large, n: 1 } });
      expect('errors' in result && result.errors[0]?.message).toMatch(
        /^Variable "\$a" got invalid value \[a large value\]/,
      );
    }
  });

  test('each that is about the same large value costs as little as the first', () => {
    const definitions = definitionsOf('$a: In') ?? [];
    const costOf = (size: number, unknown: number) => {
      const a = JSON.parse(
        JSON.stringify({
          must: 'x'.repeat(size),
          ...Object.fromEntries(
            Array(unknown)
              .fill(0)
              .map((_, i) => [`k${i}`, 1]),
          ),
        }),
      );
      const before = process.cpuUsage();
      for (let time = 0; time < 20; time += 1) expect(coerce(definitions, { a })).toHaveProperty('errors');
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    costOf(10, 20);
    expect(costOf(1_000_000, 20)).toBeLessThan(5 * costOf(10, 20) + 20_000);
  });
});
