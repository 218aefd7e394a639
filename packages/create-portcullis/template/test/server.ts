import type { Client } from 'portcullis/client';
import { createTestServer } from 'portcullis/testing';
import options from '../portcullis.config.js';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: what a test asks for is what it gets.
  readonly data: any;
  /** The code and the path of each. */
  readonly errors: readonly (readonly [code: unknown, path: string | undefined])[];
}

export interface Asked {
  /** A client that `signIn` gave; without one nobody is signed in. */
  readonly as?: Client;
  readonly [variable: string]: unknown;
}

/** The server of `portcullis.config.ts` on an empty database of its own. */
export async function startTestServer() {
  const server = await createTestServer(options);
  const nobody = server.connect();
  return {
    ask: async (query: string, { as = nobody, ...variables }: Asked = {}): Promise<Answer> => {
      const { data, errors = [] } = await as.execute({ query, variables });
      return { data, errors: errors.map(({ extensions, path }) => [extensions?.code, path?.join('.')]) };
    },
    /** A client of a new account that has this role. */
    signIn: (role: string) => server.as({ roles: [role] }),
    stop: server.close,
  };
}
