import { pino } from 'pino';
import type { AppContextFor, Module, StandardRoles } from '../../src/module/index.js';
import { accounts, createAccounts } from '../../src/modules/accounts/index.js';
import type { ClaimsFor } from '../../src/modules/sessions/index.js';
import { modules as builtIn } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { createServer, type Server } from '../../src/server/create-server.js';
import type { Engine, TestPlace } from './databases.js';
import { type GraphqlRequest, type GraphqlResponse, request } from './graphql.js';
import { expectNoLeak, noteSecretsOfEnvironment } from './leaks.js';
import { masterKey } from './master-key.js';
import { createServerPlace } from './server-place.js';

export const ADMIN = { email: 'root@example.com', password: 'a password of the admin' } as const;
export const PASSWORD = 'correct horse battery';

export const MASTER_KEY = masterKey(7);

export interface TestServerOptions {
  readonly engine?: Engine;
  /** Where the database is; by default a new place, removed with the server. */
  readonly place?: TestPlace;
  /** Environment variables beside those of every test server. */
  readonly env?: Readonly<Record<string, string>>;
  /** More modules. */
  readonly modules?: readonly Module[];
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly claimsFor?: ClaimsFor;
  /** Makes `context.app`. */
  readonly context?: AppContextFor;
  /** What an enum `Role` of its own has for ADMIN, SUPPORT and USER. */
  readonly roles?: StandardRoles;
  /** `as built` for what is about the hash itself: it is a hundred times as dear. */
  readonly hashes?: 'cheap' | 'as built';
  /** In place of the built-in module, with hashes of its own. */
  readonly accounts?: Module;
  /** By default `trace`, which tells of each statement. */
  readonly logLevel?: 'trace' | 'info';
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly refreshExpiresIn: number;
  readonly userId: string;
  readonly sessionId: string;
}

export interface TestServer {
  /** The address of the API. */
  readonly url: string;
  readonly port: number;
  /** What was logged, a JSON object a line. */
  readonly logged: readonly Record<string, unknown>[];
  /** The statements that ran since the last call. */
  takeQueries(): string[];
  request(query: string, options?: GraphqlRequest): Promise<GraphqlResponse>;
  /** Registers somebody, and signs him in. */
  register(email: string): Promise<Tokens>;
  login(email: string, password: string): Promise<Tokens>;
  close(): Promise<void>;
}

export const CHEAP_HASH = { memoryCost: 256, timeCost: 1, parallelism: 1 } as const;

const cheapAccounts = createAccounts(CHEAP_HASH);

const AUTH = 'accessToken refreshToken expiresIn refreshExpiresIn userId sessionId';

/**
 * A server that is not started, with a database of its own and the administrator `ADMIN`. `close` rejects if a secret that
 * the test file used is in its log.
 */
export interface NewServer {
  readonly server: Server;
  readonly logged: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

export async function createTestServer({
  engine = 'SQLite',
  env,
  modules = [],
  clock,
  claimsFor,
  context,
  roles,
  hashes = 'cheap',
  accounts: ownAccounts = hashes === 'cheap' ? cheapAccounts : accounts,
  logLevel = 'trace',
  ...options
}: TestServerOptions = {}): Promise<NewServer> {
  const place = options.place ?? (await createServerPlace(engine));
  const logged: Record<string, unknown>[] = [];
  let text = '';
  const write = (line: string) => {
    text += line;
    logged.push(JSON.parse(line));
  };
  const log = pino({ level: logLevel }, { write });
  const all = [...builtIn.map((module) => (module === accounts ? ownAccounts : module)), ...modules];
  const environment = {
    PORT: '0',
    DATA_DIR: place.dataDir,
    DATABASE_URL: place.url,
    MASTER_KEY,
    PUBLIC_URL: 'https://api.example.com',
    // For those in production, which tests reach over plain http.
    INSECURE_HTTP: 'on',
    // Its key is made a hundred times as fast as an RSA key; test/http/algorithms.test.ts has them all.
    TOKEN_ALGORITHM: 'ES256',
    // Tests have one address, and do everything often. test/http/sign-in-limits.test.ts has the limits.
    RATE_LIMITS: 'off',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ...env,
  };
  noteSecretsOfEnvironment(environment);
  const server = createServer({
    modules: all,
    config: loadConfig({ modules: all, env: environment }),
    log,
    announce: () => {},
    ...(clock && { clock }),
    ...(claimsFor && { claimsFor }),
    ...(context && { context }),
    ...(roles && { roles }),
  });
  const close = async () => {
    await server.close();
    if (!options.place) await place.remove();
    expectNoLeak(text);
  };
  return { server, logged, close };
}

/** A real server on a free port, with a database of its own and the administrator `ADMIN`. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { server, logged, close } = await createTestServer(options);
  const { url, port } = await server.listen();
  const send = (query: string, requestOptions?: GraphqlRequest) => request(url, query, requestOptions);
  let taken = 0;
  return {
    url,
    port,
    logged,
    takeQueries: () => {
      const queries = logged.slice(taken).flatMap(({ sql }) => (typeof sql === 'string' ? [sql] : []));
      taken = logged.length;
      return queries;
    },
    request: send,
    register: async (email) => {
      const query = `mutation ($input: RegisterInput!) { register(input: $input) { auth { ${AUTH} } } }`;
      const { data, errors } = await send(query, { variables: { input: { email, password: PASSWORD } } });
      if (!data?.register) throw new Error(JSON.stringify(errors));
      return data.register.auth;
    },
    login: async (email, password) => {
      const query = `mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { ${AUTH} } }`;
      const { data, errors } = await send(query, { variables: { email, password } });
      if (!data?.login) throw new Error(JSON.stringify(errors));
      return data.login;
    },
    close,
  };
}
