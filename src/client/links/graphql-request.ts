import { hasDoneNothing, isUnauthenticated } from '../answers.js';
import { createAuthorized } from '../authorized.js';
import type { Client } from '../client.js';
import { mayBeMutation } from '../document-text.js';
import type { GraphqlAnswer } from '../send.js';

/**
 * Options for graphql-request, and for anything else that accepts a `fetch`: `new GraphQLClient(client.url,
 * authOptions(client))`. Sends each request with the access token, and once more with a new one if the server refused
 * it.
 */
export function authOptions(client: Pick<Client, 'accessToken'>, send: typeof fetch = (...sent) => fetch(...sent)) {
  const authorized = createAuthorized(client);
  const authorizedFetch: typeof fetch = (input, init = {}) =>
    authorized(async (token) => {
      const headers = new Headers(init.headers);
      if (token !== null) headers.set('authorization', `Bearer ${token}`);
      const response = await send(input, { ...init, headers });
      const answer = (await response
        .clone()
        .json()
        .catch(() => ({}))) as GraphqlAnswer;
      const mayRepeat = typeof init.body === 'string' && !mayBeMutation(init.body);
      return { result: response, isRefused: isUnauthenticated(answer) && (mayRepeat || hasDoneNothing(answer)) };
    });
  return { fetch: authorizedFetch };
}
