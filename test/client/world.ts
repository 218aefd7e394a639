import { type Client, type ClientOptions, createClient } from '../../src/client/index.js';
import { noteSecret } from '../support/leaks.js';
import { startServer, type TestServer, type TestServerOptions } from '../support/server.js';

/** Seconds that an access token lives. */
export const TTL = 60;

/** A server whose clock stands still, and a network to it that can be cut. */
export interface World extends TestServer {
  /** Seconds go by on the server. Clients count their own, so theirs have to be told: `clock`. */
  pass(seconds: number): void;
  /** Milliseconds, by the clock of the devices. */
  readonly clock: () => number;
  /** How often each operation was sent. */
  sent(operation: string): number;
  /** What becomes of the requests from now on; by default they are sent. */
  network: (send: () => Promise<Response>, operation: string, signal: AbortSignal | null) => Promise<Response>;
  readonly fetch: typeof fetch;
  /** A client of this server. */
  connect(options?: Partial<ClientOptions>): Client;
}

const direct: World['network'] = (send) => send();

export async function createWorld(options: TestServerOptions = {}): Promise<World> {
  let passed = 0;
  const clock = () => Date.now() + passed;
  const sent: string[] = [];
  const server = await startServer({
    ...options,
    clock,
    env: { ACCESS_TOKEN_TTL_SECONDS: String(TTL), CLOCK_TOLERANCE_SECONDS: '0', ...options.env },
  });
  const clients: Client[] = [];
  const world: World = {
    ...server,
    clock,
    pass: (seconds) => {
      passed += 1000 * seconds;
    },
    sent: (operation) => sent.filter((each) => each === operation).length,
    network: direct,
    fetch: async (input, init) => {
      const { query = '' } = JSON.parse(String(init?.body));
      const [, operation = 'query'] = /^\s*(?:query|mutation) (\w+)/.exec(query) ?? [];
      sent.push(operation);
      return world.network(async () => noteTokens(await fetch(input, init)), operation, init?.signal ?? null);
    },
    connect: (more) => {
      const client = createClient({ url: server.url, fetch: world.fetch, clock, ...more });
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.close();
      await server.close();
    },
  };
  return world;
}

/** No log may have them. */
async function noteTokens(response: Response): Promise<Response> {
  const text = await response.clone().text();
  for (const [, token] of text.matchAll(/"(?:accessToken|refreshToken)":"([^"]+)"/g)) noteSecret('a token', token);
  return response;
}
