import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, loadConfig } from 'portcullis';
import options from '../portcullis.config.js';

const OWNER = { email: 'owner@example.com', password: randomBytes(12).toString('hex') };

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: what a test asks for is what it gets.
  readonly data: any;
  /** The code and the path of each. */
  readonly errors: readonly (readonly [code: unknown, path: string | undefined])[];
}

/** The server of `portcullis.config.ts` on an empty database of its own, with one account that has the role OWNER. */
export async function startTestServer() {
  const folder = mkdtempSync(join(tmpdir(), 'my-api-'));
  const env = { DATA_DIR: folder, LOG_LEVEL: 'error', ADMIN_EMAIL: OWNER.email, ADMIN_PASSWORD: OWNER.password };
  const config = loadConfig({ modules: options.modules, env });
  const server = createServer({ ...options, config });
  await server.start();

  const ask = async (query: string, { token, ...variables }: Record<string, unknown> = {}): Promise<Answer> => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const body = JSON.stringify({ query, variables });
    const response = await server.fetch(new Request('http://localhost/graphql', { method: 'POST', headers, body }));
    const { data, errors = [] } = (await response.json()) as { data: unknown; errors?: Error[] };
    return { data, errors: errors.map((error) => [error.extensions.code, error.path?.join('.')]) };
  };
  const login = async (email: string, password: string): Promise<string> => {
    const { data } = await ask(LOGIN, { email, password });
    return data.login.accessToken;
  };

  return {
    ask,
    /** The access token of a new account that has this role. */
    signIn: async (role: string): Promise<string> => {
      const [email, password] = [
        `${role.toLowerCase()}-${randomBytes(4).toString('hex')}@example.com`,
        randomBytes(12).toString('hex'),
      ];
      const token = await login(OWNER.email, OWNER.password);
      await ask(CREATE_USER, { input: { email, password, roles: [role] }, token });
      return login(email, password);
    },
    stop: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

interface Error {
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

const LOGIN = `mutation ($email: String!, $password: String!) {
  login(email: $email, password: $password) { accessToken }
}`;
const CREATE_USER = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
