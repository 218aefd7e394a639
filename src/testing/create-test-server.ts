import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type ClientOptions, createClient } from '../client/index.js';
import type { Module, ModuleDeps } from '../module/index.js';
import { loadConfig } from '../server/config/config.js';
import { createServer, type OptionsWith, type Server, type ServerOptions } from '../server/create-server.js';
import { createSchema } from '../server/schema/schema.js';
import { defineModule } from '../toolkit/define-module.js';
import { createViewers, type TestViewer } from './viewers.js';

export type TestServerOptions<TModules extends readonly Module[]> = Omit<OptionsWith<TModules>, 'config'> & {
  /** Variables that are added to those of every test server, or replace them. */
  readonly env?: Readonly<Record<string, string>>;
};

interface AnyOptions extends Omit<ServerOptions, 'config'> {
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that answers within the process. */
export interface TestServer {
  readonly server: Server;
  /** A new client that is not signed in. */
  connect(options?: Partial<ClientOptions>): Client;
  /**
   * A client signed in as this viewer. Without a subject, it is a new account with its own session, and the default
   * role if none is named; so `me` and `session` answer, and it can refresh. Throws a `TypeError` for a role that the
   * schema does not have.
   */
  as(viewer?: TestViewer): Promise<Client>;
  /** Stops the server and removes its database. */
  close(): Promise<void>;
}

/** Nobody is let in by these: they never leave the process. */
const ENVIRONMENT = {
  NODE_ENV: 'test',
  PUBLIC_URL: 'http://localhost:4000',
  // A key that is made in no time.
  TOKEN_ALGORITHM: 'ES256',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'silent',
};

/** Memory, on systems that keep files there. */
const MEMORY = '/dev/shm';

/**
 * Starts a server of these modules for tests. Its embedded database is in memory where the system can keep files there,
 * otherwise in a temporary folder. Throws a `StartupError` as `createServer` does.
 */
export async function createTestServer<const TModules extends readonly Module[]>(
  options: TestServerOptions<TModules>,
): Promise<TestServer>;
export async function createTestServer({ env, ...options }: AnyOptions): Promise<TestServer> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'portcullis-test-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const { server, deps, roles } = await start({ ...options, env: { ...ENVIRONMENT, DATA_DIR: folder, ...env } });
    const url = `${deps.config.publicUrl}/graphql`;
    const connect = (more?: Partial<ClientOptions>) =>
      createClient({ url, fetch: (input, init) => server.fetch(new Request(input, init)), clock: deps.clock, ...more });
    const viewers = createViewers(deps, roles);
    return Object.freeze({
      server,
      connect,
      as: async (viewer = {}) => {
        const client = connect({ storage: await viewers.storageOf(viewer) });
        await client.ready();
        return client;
      },
      close: async () => {
        await server.close().finally(remove);
      },
    } satisfies TestServer);
  } catch (error) {
    remove();
    throw error;
  }
}

async function start({ env = {}, modules, ...options }: AnyOptions) {
  let deps: ModuleDeps | undefined;
  const looking = defineModule({
    name: 'testing',
    services: (given) => {
      deps = given;
      return {};
    },
  });
  const all: readonly Module[] = [...modules, looking];
  // The password of the first administrator is nobody's business here.
  const server = createServer({
    announce: () => {},
    ...options,
    modules: all,
    config: loadConfig({ modules: all, env }),
  });
  await server.start();
  if (!deps) throw new TypeError('The server has started without its modules.');
  const roles = [...createSchema(all, { roles: options.roles }).table.roles.keys()];
  return { server, deps, roles };
}
