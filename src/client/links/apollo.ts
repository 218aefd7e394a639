import { ApolloLink } from '@apollo/client';
import { from, mergeMap, of, switchMap } from 'rxjs';
import { hasDoneNothing, isUnauthenticated } from '../answers.js';
import type { Client } from '../client.js';
import { mayBeMutation } from '../document-text.js';
import type { GraphqlAnswer } from '../send.js';

/**
 * A link for Apollo Client: sends each operation with the access token, and once more with a new one if the server
 * refused it. Put it before the link that sends, as in `ApolloLink.from([authLink(client), new HttpLink({ uri:
 * client.url })])`.
 */
export function authLink(client: Pick<Client, 'accessToken'>): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const mayRepeat = !mayBeMutation(operation.query);
    const isRefused = (answer: GraphqlAnswer) => isUnauthenticated(answer) && (mayRepeat || hasDoneNothing(answer));
    const send = (token: string | null) => {
      operation.setContext(({ headers }: { readonly headers?: object }) => ({
        headers: { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) },
      }));
      return forward(operation);
    };
    return from(client.accessToken()).pipe(
      switchMap((token) =>
        send(token).pipe(
          mergeMap((result, index) => {
            // Of several results, as with `@defer`, the first one tells.
            if (token === null || index > 0 || !isRefused(result as GraphqlAnswer)) return of(result);
            return from(client.accessToken(token)).pipe(switchMap((next) => (next === null ? of(result) : send(next))));
          }),
        ),
      ),
    );
  });
}
