import { startServer, type TestServer } from '../support/server.js';

const TTL_SECONDS = 2;

/** How many queries find their token expired at once. */
export const PARALLEL = 20;

export interface ShortLivedServer extends TestServer {
  /** Moves the server's clock past the expiry of every access token given out so far. */
  expireAccessTokens(): void;
}

/** A server whose access tokens live for two seconds, without tolerance. */
export async function startShortLivedServer(): Promise<ShortLivedServer> {
  let now = Date.now();
  const server = await startServer({
    clock: () => now,
    env: { ACCESS_TOKEN_TTL_SECONDS: String(TTL_SECONDS), CLOCK_TOLERANCE_SECONDS: '0' },
  });
  return {
    ...server,
    expireAccessTokens: () => {
      now += TTL_SECONDS * 1000;
    },
  };
}
