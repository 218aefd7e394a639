import type { Client } from '../client.js';
import type { GraphqlAnswer } from '../send.js';

/** What Relay passes to a fetch function: a part of the `RequestParameters` of relay-runtime. */
export interface RelayRequest {
  readonly text?: string | null | undefined;
  /** Of a persisted document. */
  readonly id?: string | null | undefined;
  readonly name: string;
  readonly operationKind: 'mutation' | 'query' | 'subscription' | (string & {});
}

/**
 * A fetch function for Relay: `Network.create(fetchFunction(client))`. Documents that were persisted when they were compiled
 * are sent by their `documentId`.
 */
export function fetchFunction(client: Pick<Client, 'execute'>) {
  // Relay declares an answer of its own for each version, and this is one in all of them.
  // biome-ignore lint/suspicious/noExplicitAny: so that it fits what `Network.create` takes.
  return ({ text, id, name, operationKind }: RelayRequest, variables: object): Promise<any> => {
    const document = text ? { query: text } : { documentId: String(id) };
    return client.execute(
      { ...document, operationName: name, variables },
      { mayRepeat: operationKind === 'query' },
    ) satisfies Promise<GraphqlAnswer>;
  };
}
