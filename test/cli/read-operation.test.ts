import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { type OperationOptions, readOperation } from '../../src/cli/read-operation.js';
import { StartupError } from '../../src/errors.js';
import { createTestFolder, type TestFolder } from './folder.js';

let folder: TestFolder;
beforeEach(() => {
  folder = createTestFolder();
  folder.write('one.graphql', 'query One($n: Int = 2) { a(n: $n) }');
  folder.write('two.graphql', 'query Me { b } ', 'mutation Drop($id: ID!) { drop(id: $id) }');
});
afterEach(() => folder.remove());

const schema = buildSchema('type Query { a(n: Int): Int b: Int } type Mutation { drop(id: ID!): Int }');
const file = (name: string) => join(folder.path, name);
const read = (name: string, options: Omit<OperationOptions, 'query'> = {}) =>
  readOperation(schema, { query: file(name), ...options });

async function problemsOf(...args: Parameters<typeof read>): Promise<readonly string[]> {
  try {
    await read(...args);
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  return [];
}

test('the only operation needs no name, and variables have their defaults', async () => {
  const { operation, variables } = await read('one.graphql');
  expect([operation.name?.value, variables]).toEqual(['One', { n: 2 }]);
});

test('the one that is named is taken, with variables as they are coerced', async () => {
  const { operation, variables } = await read('two.graphql', { operation: 'Drop', variables: '{ "id": 1 }' });
  expect([operation.name?.value, variables]).toEqual(['Drop', { id: '1' }]);
});

test('which one is meant must be clear', async () => {
  expect(await problemsOf('two.graphql')).toEqual(['--operation: There are several operations. Choose from Me, Drop.']);
  expect(await problemsOf('two.graphql', { operation: 'You' })).toEqual([
    '--operation: There is no operation You. Choose from Me, Drop.',
  ]);
  folder.write('fragment.graphql', 'type A { a: Int }');
  expect(await problemsOf('fragment.graphql')).toEqual([
    `${file('fragment.graphql')}:1 The "A" definition is not executable.`,
  ]);
  expect(await problemsOf('one.graphql', { operation: 'You' })).toEqual([
    '--operation: There is no operation You. Choose from One.',
  ]);
});

test('the file must be there', async () => {
  expect(await problemsOf('none')).toEqual([
    `--query: ${file('none')} is not a file. Give a file, or - for standard input.`,
  ]);
  expect(await problemsOf('')).toEqual([`--query: ${file('')} cannot be read. Give a file, or - for standard input.`]);
});

test('it must fit the schema: all that is wrong is listed, by file and line', async () => {
  folder.write('wrong.graphql', '{', '  b { c }', '  a(m: 1)', '}');
  expect(await problemsOf('wrong.graphql')).toEqual([
    `${file('wrong.graphql')}:2 Field "b" must not have a selection since type "Int" has no subfields.`,
    expect.stringContaining(`${file('wrong.graphql')}:3 Unknown argument "m" on field "Query.a".`),
  ]);
  folder.write('wrong.graphql', '{', '  b');
  expect(await problemsOf('wrong.graphql')).toEqual([
    `${file('wrong.graphql')}:2 Syntax Error: Expected Name, found <EOF>.`,
  ]);
});

test('the variables must fit the operation', async () => {
  const drop = (variables?: string) =>
    problemsOf('two.graphql', { operation: 'Drop', ...(variables !== undefined && { variables }) });
  expect(await drop()).toEqual(['--variables: Variable "$id" of required type "ID!" was not provided.']);
  expect(await drop('{ "id": [] }')).toEqual([
    expect.stringContaining('--variables: Variable "$id" got invalid value []; ID cannot represent value: []'),
  ]);
  for (const text of ['x', '[]', 'null', '1', '"id"', ''])
    expect(await drop(text)).toEqual(['--variables: The value is not a JSON object. Write \'{ "name": "value" }\'.']);
});
