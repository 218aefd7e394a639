import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { answerOf } from '../support.js';
import { isGraphql17 } from '../variables.js';
import { effect, mallory, world } from './harness.js';

const { open, guarded } = world({
  sdl: `
    type Query { secret(force: Boolean @auth(role: ADMIN)): String @public }
    type Mutation { ping: Boolean @public  wipe(force: Boolean @auth(role: ADMIN)): Boolean @public }`,
  resolvers: {
    Query: { secret: () => 'treasure' },
    Mutation: { ping: effect('pinged'), wipe: effect('wiped') },
  },
});

/** A proposal, which graphql 17 can parse and run. 16 parses the variables of fragments alone. */
const options = { experimentalFragmentArguments: true, allowLegacyFragmentVariables: true };
const spread = isGraphql17 ? '...F(x: true)' : '...F';

async function answer({ schema }: typeof open, text: string) {
  const contextValue = { viewer: mallory, effects: [] };
  const result = await execute({ schema, document: parse(text, options), contextValue });
  return { ...answerOf(result), effects: contextValue.effects };
}

describe('an argument that is sent by way of a variable of a fragment', () => {
  test('does not hide a refusal from the rest of a mutation', async () => {
    const text = `mutation { ping ${spread} } fragment F($x: Boolean = true) on Mutation { wipe(force: $x) }`;
    expect((await answer(open, text)).effects).toEqual(['pinged', 'wiped']);
    const refused = (path: string) => ({ path, code: 'BAD_USER_INPUT' });
    expect(await answer(guarded, text)).toEqual({
      data: { ping: null, wipe: null },
      errors: [refused('ping'), refused('wipe')],
      effects: [],
    });
  });

  test('is checked where a query runs', async () => {
    const text = `{ ${spread} } fragment F($x: Boolean = true) on Query { secret(force: $x) }`;
    expect((await answer(open, text)).data).toEqual({ secret: 'treasure' });
    const { data, errors } = await answer(guarded, text);
    // With graphql 16 nothing is sent: it knows no such variable.
    expect(data).toEqual({ secret: isGraphql17 ? null : 'treasure' });
    expect(errors).toEqual(isGraphql17 ? [{ path: 'secret', code: 'FORBIDDEN' }] : []);
  });
});
