import type { Exchange } from '@urql/core';
import { authExchange as createAuthExchange } from '@urql/exchange-auth';
import { readViewer } from '../auth-state.js';
import type { Client } from '../client.js';
import { isCode } from '../client-error.js';

/**
 * An exchange for urql: sends each operation with the access token, and once more with a new one if the server refused
 * it. Put it before the exchange that sends: `exchanges: [cacheExchange, authExchange(client), fetchExchange]`.
 */
export function authExchange(client: Pick<Client, 'accessToken' | 'heldAccessToken' | 'state'>): Exchange {
  return createAuthExchange(async ({ appendHeaders }) => {
    let token = await client.accessToken();
    return {
      addAuthToOperation: (operation) =>
        token === null ? operation : appendHeaders(operation, { authorization: `Bearer ${token}` }),
      // Somebody signed in or out, or time has passed.
      willAuthError: () => token !== client.heldAccessToken(),
      // What somebody has asked for is not sent again as somebody else who signed in meanwhile.
      didAuthError: (error, { context: { fetchOptions } }) =>
        isCode(error, 'UNAUTHENTICATED') &&
        client.state.isSignedIn &&
        sessionOf(typeof fetchOptions === 'function' ? fetchOptions() : fetchOptions) === client.state.sessionId,
      refreshAuth: async () => {
        const isRefused = token !== null && token === client.heldAccessToken();
        token = await client.accessToken(isRefused ? token : null);
      },
    };
  });
}

/** Whose token an operation was sent with. */
function sessionOf(options: RequestInit | undefined): unknown {
  const token = new Headers(options?.headers).get('authorization')?.replace('Bearer ', '');
  return token && readViewer(token)?.claims.sid;
}
