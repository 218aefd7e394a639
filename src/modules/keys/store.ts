import type { Database, Query } from '../../database/index.js';
import type { Algorithm, KeyStore, StoredKey } from '../../tokens/index.js';

interface SigningKeysTable {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly sealed: string;
  readonly created_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    signing_keys: SigningKeysTable;
  }
}

/** The keys of `tokens`, in the database. */
export function createKeyStore(database: Database): KeyStore {
  return Object.freeze({
    list: () => listKeys(database.query),
    addUnless: (exists, { kid, algorithm, sealed, createdAt }) =>
      database.transaction(
        async ({ query }) => {
          if (exists(await listKeys(query))) return;
          await query.insertInto('signing_keys').values({ kid, algorithm, sealed, created_at: createdAt }).execute();
        },
        { lock: 'signing_keys' },
      ),
  } satisfies KeyStore);
}

async function listKeys(query: Query): Promise<readonly StoredKey[]> {
  const rows = await query
    .selectFrom('signing_keys')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute();
  return rows.map(({ kid, algorithm, sealed, created_at }) => ({ kid, algorithm, sealed, createdAt: created_at }));
}
