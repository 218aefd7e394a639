import type { Client } from 'portcullis/client';
import { createTestServer } from 'portcullis/testing';
import options from '../portcullis.config.js';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the shape of the data that it queries.
  readonly data: any;
  /** The code and the path of each error. */
  readonly errors: readonly (readonly [code: unknown, path: string | undefined])[];
}

export interface Asked {
  /** A client from `signIn`; without it, the request is not signed in. */
  readonly as?: Client;
  readonly [variable: string]: unknown;
}

/** The server of `portcullis.config.ts`, with its own empty database. */
export async function startTestServer() {
  const server = await createTestServer(options);
  const nobody = server.connect();
  return {
    ask: async (query: string, { as = nobody, ...variables }: Asked = {}): Promise<Answer> => {
      const { data, errors = [] } = await as.execute({ query, variables });
      return { data, errors: errors.map(({ extensions, path }) => [extensions?.code, path?.join('.')]) };
    },
    /** A client that is signed in to a new account with this role. */
    signIn: (role: string) => server.as({ roles: [role] }),
    stop: server.close,
  };
}
