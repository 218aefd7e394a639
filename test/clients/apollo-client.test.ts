import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { from, switchMap } from 'rxjs';
import { LoginDocument, LogoutDocument, MeDocument, RefreshDocument } from '../../src/client/index.js';
import { ADMIN } from '../support/server.js';
import { PARALLEL, type ShortLivedServer, startShortLivedServer } from './short-lived-server.js';

let server: ShortLivedServer;

beforeAll(async () => {
  server = await startShortLivedServer();
});
afterAll(() => server.close());

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string | null;
}

/** An Apollo Client as an application sets it up: it sends the token, and renews it when it has expired. */
function createClient() {
  let session: Session | undefined;
  let refreshing: Promise<void> | undefined;
  let refreshes = 0;
  const refresh = async () => {
    refreshes += 1;
    const { data } = await client.mutate({
      mutation: RefreshDocument,
      variables: { refreshToken: session?.refreshToken ?? '' },
      context: { isRefresh: true },
    });
    session = data?.refresh ?? undefined;
  };
  const renewWhenExpired = new ErrorLink(({ error, operation, forward }) => {
    const isExpired =
      CombinedGraphQLErrors.is(error) && error.errors.some(({ extensions }) => extensions?.reason === 'TOKEN_EXPIRED');
    if (!isExpired || operation.getContext().isRefresh) return;
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return from(refreshing).pipe(switchMap(() => forward(operation)));
  });
  const sendToken = new SetContextLink(() => ({
    headers: session ? { authorization: `Bearer ${session.accessToken}` } : {},
  }));
  const client = new ApolloClient({
    link: ApolloLink.from([renewWhenExpired, sendToken, new HttpLink({ uri: server.url, fetch })]),
    cache: new InMemoryCache(),
    defaultOptions: { query: { fetchPolicy: 'no-cache' }, mutate: { fetchPolicy: 'no-cache' } },
    queryDeduplication: false,
  });
  return {
    client,
    refreshes: () => refreshes,
    signIn: async () => {
      const { data } = await client.mutate({ mutation: LoginDocument, variables: ADMIN });
      session = data?.login ?? undefined;
    },
    refreshToken: () => session?.refreshToken,
  };
}

test('Apollo Client signs in, and renews an expired token under parallel queries', async () => {
  const { client, signIn, refreshes, refreshToken } = createClient();
  await expect(client.query({ query: MeDocument })).rejects.toMatchObject({
    errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }],
  });
  await signIn();
  expect((await client.query({ query: MeDocument })).data).toMatchObject({ me: { email: ADMIN.email } });
  expect(refreshes()).toBe(0);

  server.expireAccessTokens();
  const answers = await Promise.all(Array.from({ length: PARALLEL }, () => client.query({ query: MeDocument })));
  expect(answers.map(({ data }) => data?.me?.email)).toEqual(Array(PARALLEL).fill(ADMIN.email));
  // An answer to the old token may come after the new one is there, and start one more.
  expect(refreshes()).toBeGreaterThanOrEqual(1);

  const logout = await client.mutate({ mutation: LogoutDocument, variables: { refreshToken: refreshToken() } });
  expect(logout.data).toEqual({ logout: true });
  await expect(client.query({ query: MeDocument })).rejects.toMatchObject({
    errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' } }],
  });
});
