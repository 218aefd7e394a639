import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMIN, createTestServer, type NewServer } from '../support/server.js';

let created: NewServer;
beforeAll(async () => {
  created = await createTestServer({ env: { RATE_LIMITS: 'on', RATE_LIMIT_SIGN_IN_ADDRESS: '3/15m' } });
});
afterAll(() => created.close());

const QUERY =
  'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { tokenType } }';

/** The code of a sign-in through `fetch`, or what it gives. */
async function signIn(email: string, password: string, clientAddress?: string): Promise<unknown> {
  const request = new Request('https://api.example.com/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables: { email, password } }),
  });
  const answer = await created.server.fetch(request, { clientAddress });
  const { data, errors } = (await answer.json()) as { data: unknown; errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? data;
}

test('clients whose address nobody knows do not shut each other out, and each account has its limit still', async () => {
  const signedIn = { login: { tokenType: 'Bearer' } };
  for (let number = 0; number < 10; number += 1)
    expect(await signIn(`nobody${number}@example.com`, 'wrong password')).toBe('INVALID_CREDENTIALS');
  expect(await signIn(ADMIN.email, ADMIN.password)).toEqual(signedIn);
  for (let number = 0; number < 5; number += 1) await signIn(ADMIN.email, 'wrong password');
  // Nobody is at home there.
  expect(await signIn(ADMIN.email, ADMIN.password)).toBe('RATE_LIMITED');
});

test('an address that is known has its own', async () => {
  for (let number = 0; number < 3; number += 1)
    expect(await signIn(`other${number}@example.com`, 'wrong password', '192.0.2.1')).toBe('INVALID_CREDENTIALS');
  expect(await signIn('other@example.com', 'wrong password', '192.0.2.1')).toBe('RATE_LIMITED');
  expect(await signIn('other@example.com', 'wrong password', '192.0.2.2')).toBe('INVALID_CREDENTIALS');
});
