import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import {
  type AuthFragment,
  LoginDocument,
  LogoutDocument,
  MeDocument,
  RefreshDocument,
} from '../../src/client/index.js';
import { ADMIN } from '../support/server.js';
import { PARALLEL, type ShortLivedServer, startShortLivedServer } from './short-lived-server.js';

let server: ShortLivedServer;

beforeAll(async () => {
  server = await startShortLivedServer();
});
afterAll(() => server.close());

/** An urql client as its documentation sets one up, with the auth exchange. */
function createClient() {
  let session: AuthFragment | null = null;
  let refreshes = 0;
  const exchange = authExchange(async (utilities) => ({
    addAuthToOperation: (operation) =>
      session ? utilities.appendHeaders(operation, { authorization: `Bearer ${session.accessToken}` }) : operation,
    didAuthError: ({ graphQLErrors }) => graphQLErrors.some(({ extensions }) => extensions?.reason === 'TOKEN_EXPIRED'),
    refreshAuth: async () => {
      refreshes += 1;
      const { data } = await utilities.mutate(RefreshDocument, { refreshToken: session?.refreshToken ?? '' });
      session = data?.refresh ?? null;
    },
  }));
  const client = new Client({ url: server.url, exchanges: [exchange, fetchExchange], preferGetMethod: false });
  return {
    client,
    refreshes: () => refreshes,
    signIn: async () => {
      const { data } = await client.mutation(LoginDocument, ADMIN);
      session = data?.login ?? null;
    },
  };
}

test('urql signs in, and renews an expired token under parallel queries', async () => {
  const { client, signIn, refreshes } = createClient();
  const anonymous = await client.query(MeDocument, {});
  expect(anonymous.data).toEqual({ me: null });
  expect(anonymous.error?.graphQLErrors).toMatchObject([
    { path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } },
  ]);
  await signIn();
  expect((await client.query(MeDocument, {})).data?.me?.email).toBe(ADMIN.email);
  expect(refreshes()).toBe(0);

  server.expireAccessTokens();
  // A query of another text each, since urql answers equal ones with one request.
  const answers = await Promise.all(
    Array.from({ length: PARALLEL }, (_, index) => client.query(`query Q${index} { me { email } }`, {})),
  );
  expect(answers.map(({ data, error }) => data?.me?.email ?? error?.message)).toEqual(
    Array(PARALLEL).fill(ADMIN.email),
  );
  // An answer to the old token may come after the new one is there, and start one more.
  expect(refreshes()).toBeGreaterThanOrEqual(1);

  expect((await client.mutation(LogoutDocument, {})).data).toEqual({ logout: true });
  const after = await client.query(MeDocument, {}, { requestPolicy: 'network-only' });
  expect(after.data).toEqual({ me: null });
  expect(after.error?.graphQLErrors).toMatchObject([
    { path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' } },
  ]);
});
