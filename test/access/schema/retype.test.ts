import { describe, expect, test } from '@jest/globals';
import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  getNamedType,
} from 'graphql';
import { inputType, namesake, outputType } from '../../../src/access/schema/retype.js';

const old = new GraphQLEnumType({ name: 'Sort', values: { A: {}, B: {} } });
const shown = new GraphQLEnumType({ name: 'Sort', values: { A: {} } });
const thing = new GraphQLObjectType({ name: 'Thing', fields: { a: { type: GraphQLInt } } });
const input = new GraphQLInputObjectType({ name: 'In', fields: { a: { type: GraphQLInt } } });
const types = new Map<string, GraphQLEnumType | GraphQLObjectType | GraphQLInputObjectType>([
  ['Sort', shown],
  ['Thing', thing],
  ['In', input],
]);

describe('a type of another schema', () => {
  test('is the one of the same name', () => {
    expect(namesake(types, old)).toBe(shown);
    expect(outputType(types, old)).toBe(shown);
    expect(inputType(types, old)).toBe(shown);
  });

  test('keeps its lists and non-nulls', () => {
    const wrapped = new GraphQLNonNull(new GraphQLList(new GraphQLList(new GraphQLNonNull(old))));
    expect(String(outputType(types, wrapped))).toBe('[[Sort!]]!');
    expect(getNamedType(inputType(types, wrapped))).toBe(shown);
  });

  test('is a mistake of ours if there is none, or none of the kind', () => {
    expect(() => namesake(types, GraphQLInt)).toThrow(new TypeError('There is no Int to refer to.'));
    expect(() => inputType(new Map([['Sort', thing]]), old)).toThrow('Expected Thing to be a GraphQL input type.');
    expect(() => outputType(new Map([['Sort', input]]), old)).toThrow('Expected In to be a GraphQL output type.');
  });
});
