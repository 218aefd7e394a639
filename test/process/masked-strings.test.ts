import { expect, test } from '@jest/globals';
import { runScript } from '../support/process.js';

test('a String that was given another serialize before anything of ours was loaded is written by it', async () => {
  const { stdout, stderr } = await runScript(`
    import { buildSchema, GraphQLString, parse } from 'graphql';
    GraphQLString.serialize = () => '***';
    const { createExecutor } = await import('./dist/execution/index.js');
    const run = createExecutor({ schema: buildSchema('type Query { word: String number: Int }') });
    const { data } = await run({ document: parse('{ word number }'), rootValue: { word: 'secret', number: 1 } });
    console.log(JSON.stringify(data));
  `);
  expect({ stdout, stderr }).toEqual({ stdout: '{"word":"***","number":1}\n', stderr: '' });
});
