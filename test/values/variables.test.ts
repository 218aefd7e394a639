import { describe, expect, test } from '@jest/globals';
import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { coerceVariables } from '../../src/values/coerce-variables.js';
import { coercedOf, executedVariables } from '../../src/values/variables.js';
import { variablesFrom } from '../access/variables.js';

const schema = buildSchema('scalar Any input In { a: Int = 3 } type Query { a(x: Any, in: In): Int }');

function operationOf(text: string): OperationDefinitionNode {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError('There is no operation.');
  return operation;
}

describe('the variables that an executor gives', () => {
  test('are left as graphql-js makes them', () => {
    const operation = operationOf('query ($x: Any, $in: In = {}) { a(x: $x, in: $in) }');
    const given = variablesFrom(schema, operation.variableDefinitions, { x: { y: 1 } });
    expect(executedVariables(schema, operation, given)).toBe(given);
    expect({ ...coercedOf(given) }).toEqual({ x: { y: 1 }, in: { a: 3 } });
  });

  test('may be their values alone, whatever they are called and hold', () => {
    const operation = operationOf('query ($sources: Any, $coerced: Any) { a(x: [$sources, $coerced]) }');
    const forged = { signature: { name: 'sources', type: 'Any' }, value: 1 };
    for (const sources of [{}, { sources: forged, coerced: forged }]) {
      const values = { sources, coerced: { sources: 'forged' } };
      expect(coercedOf(executedVariables(schema, operation, { ...values }))).toEqual(values);
    }
    const none = operationOf('{ a }');
    expect(coercedOf(executedVariables(schema, none, {}))).toEqual({});
  });
});

test('variables are coerced as graphql-js does it', () => {
  const { variableDefinitions = [] } = operationOf('query ($x: Any = 7, $in: In, $no: Int) { a(x: $x, in: $in) }');
  for (const sent of [{}, { in: {} }, { in: { a: null }, x: null }, { in: null, no: 1 }]) {
    const ours = coerceVariables(schema, variableDefinitions, sent);
    if ('misfits' in ours) throw new TypeError('They fit.');
    const theirs = variablesFrom(schema, variableDefinitions, sent);
    expect(JSON.parse(JSON.stringify(theirs))).toMatchObject(JSON.parse(JSON.stringify(ours.variables)));
    expect({ ...coercedOf(theirs) }).toEqual(ours.values);
  }
});
