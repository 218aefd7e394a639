import { randomBytes } from 'node:crypto';
import { createKeyStore } from '../../src/modules/keys/store.js';
import { createKeyRing, createMasterKeys } from '../../src/tokens/index.js';
import { compact, signature } from '../tokens/token-fixture.js';
import type { TestPlace } from './databases.js';
import { MASTER_KEY } from './server.js';
import { withDatabase } from './with-database.js';

/** Signs any header and any claims. */
export type Forge = (header: Readonly<Record<string, unknown>>, claims: Readonly<Record<string, unknown>>) => string;

/** Signs with the RS256 key of the server at this place, as nobody outside could. */
export function createForger(place: TestPlace): Promise<Forge> {
  return withDatabase(place, async (database) => {
    const masterKeys = createMasterKeys([Buffer.from(MASTER_KEY, 'base64')], randomBytes);
    const store = createKeyStore({ database, record: async () => {} });
    const uptime = () => performance.now();
    const options = { store, masterKeys, algorithm: 'RS256', maxLagSeconds: 5, clock: Date.now, uptime } as const;
    const keys = createKeyRing(options);
    await keys.load();
    const { privateKey } = keys.signingKey();
    return (header, claims) => compact(header, claims, signature('RS256', privateKey));
  });
}
