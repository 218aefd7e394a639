// Ours, by its public names: the built-in modules that tokens need, and one with the schema of the comparison.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createServer, defineModule, loadConfig, modules } from '../../dist/index.js';
import { createTokenIssuer } from '../../dist/tokens/index.js';
import { portcullisPublicTypeDefs, portcullisTypeDefs, resolvers } from '../workload/schema.js';
import { AUDIENCE, ISSUER, LIFETIME_SECONDS } from '../workload/tokens.js';

const NEEDED = ['audit', 'keys', 'revocation', 'instances', 'rate-limits'];

export async function start({ name }) {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const typeDefs = join(folder, 'bench.graphql');
  writeFileSync(typeDefs, name === 'portcullis' ? portcullisTypeDefs : portcullisPublicTypeDefs);
  let issuer;
  const bench = defineModule({
    name: 'bench',
    typeDefs: pathToFileURL(typeDefs),
    resolvers,
    start: async ({ services, config, clock, randomBytes }) => {
      const { issuer: iss, audience } = config.token;
      issuer = createTokenIssuer({ keys: services.keys, issuer: iss, audience, clock, randomBytes });
      return undefined;
    },
  });
  const all = [...modules.filter((module) => NEEDED.includes(module.name)), bench];
  const config = loadConfig({ modules: all, env: environment(folder) });
  const server = createServer({ modules: all, config });
  const { port } = await server.listen();
  return {
    port,
    mint: (count) => Array.from({ length: count }, () => issuer.issue(subject(), LIFETIME_SECONDS)),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What a deployment sets, and for the rest the defaults. */
function environment(folder) {
  return {
    NODE_ENV: 'production',
    INSECURE_HTTP: 'on',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: ISSUER,
    TOKEN_AUDIENCE: AUDIENCE,
    ACCESS_TOKEN_TTL_SECONDS: String(LIFETIME_SECONDS),
  };
}

function subject() {
  const sessionId = randomBytes(16).toString('hex');
  return { subject: 'user-1', sessionId, version: 1, roles: ['USER'], scopes: [], custom: {} };
}
