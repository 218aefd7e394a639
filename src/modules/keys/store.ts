import type { Selectable } from 'kysely';
import type { Database, Query, Transaction } from '../../database/index.js';
import type { Algorithm, KeyChange, KeyStore, StoredKey } from '../../tokens/index.js';
import type { AuditRecord, AuditService } from '../audit/index.js';

interface SigningKeysTable {
  kid: string;
  algorithm: Algorithm;
  sealed: string;
  created_at: number;
  /** Null for a key that an older version made: it signed at once. */
  activates_at: number | null;
  last_signed_at: number | null;
  retired_at: number | null;
}

declare module '../../database/tables.js' {
  interface Tables {
    signing_keys: SigningKeysTable;
    signing_key_changes: { readonly id: 'last'; readonly number: number };
  }
}

export interface KeyStoreOptions {
  readonly database: Database;
  /** Writes an audit event with what the transaction writes. */
  readonly record: AuditService['record'];
}

/** The keys of `tokens`, in the database. Each change is told of by an audit event. */
export function createKeyStore({ database, record }: KeyStoreOptions): KeyStore {
  return Object.freeze({
    list: () => listKeys(database.query),
    change: (plan) =>
      database.transaction(
        async (tx) => {
          const { changes, outcome } = plan(await listKeys(tx.query));
          for (const change of changes) await write(tx.query, change);
          for (const event of eventsOf(changes)) await record(tx, event);
          if (changes.length > 0) await countChange(tx);
          return outcome;
        },
        { lock: 'signing_keys' },
      ),
    version: async () => {
      const row = await database.query.selectFrom('signing_key_changes').select('number').executeTakeFirstOrThrow();
      return row.number;
    },
    noteSigning: async (kid, at) => {
      await database.query
        .updateTable('signing_keys')
        .set({ last_signed_at: at })
        .where('kid', '=', kid)
        .where('retired_at', 'is', null)
        .where(({ eb, or }) => or([eb('last_signed_at', 'is', null), eb('last_signed_at', '<', at)]))
        .execute();
    },
  } satisfies KeyStore);
}

async function listKeys(query: Query): Promise<readonly StoredKey[]> {
  const rows = await query
    .selectFrom('signing_keys')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute();
  return rows.map(toStoredKey);
}

async function write(query: Query, change: KeyChange): Promise<void> {
  switch (change.kind) {
    case 'create':
      await query.insertInto('signing_keys').values(toRow(change.key)).execute();
      break;
    case 'retire':
      await query
        .updateTable('signing_keys')
        .set({ retired_at: change.at, sealed: '' })
        .where('kid', '=', change.kid)
        .execute();
      break;
    case 'reseal':
      await query.updateTable('signing_keys').set({ sealed: change.sealed }).where('kid', '=', change.kid).execute();
      break;
  }
}

/** The last statement: it locks the one row until the commit, so that numbers are in the order of commits. */
async function countChange({ query }: Transaction): Promise<void> {
  await query
    .updateTable('signing_key_changes')
    .set((row) => ({ number: row('number', '+', 1) }))
    .where('id', '=', 'last')
    .execute();
}

function eventsOf(changes: readonly KeyChange[]): readonly AuditRecord[] {
  const resealed = changes.flatMap((change) => (change.kind === 'reseal' ? [change.kid] : []));
  const events = changes.flatMap((change): AuditRecord[] => {
    if (change.kind === 'create') {
      return [{ type: 'KEY_CREATED', detail: `${change.key.kid} ${change.key.algorithm}` }];
    }
    if (change.kind === 'retire') {
      return [{ type: 'KEY_RETIRED', detail: change.compromised ? `${change.kid} compromised` : change.kid }];
    }
    return [];
  });
  return resealed.length > 0 ? [...events, { type: 'KEYS_RESEALED', detail: resealed.join(' ') }] : events;
}

function toStoredKey(row: Selectable<SigningKeysTable>): StoredKey {
  const { kid, algorithm, sealed, created_at: createdAt } = row;
  return {
    kid,
    algorithm,
    sealed,
    createdAt,
    activatesAt: row.activates_at ?? createdAt,
    lastSignedAt: row.last_signed_at,
    retiredAt: row.retired_at,
  };
}

function toRow({ kid, algorithm, sealed, createdAt, activatesAt, lastSignedAt, retiredAt }: StoredKey) {
  return {
    kid,
    algorithm,
    sealed,
    created_at: createdAt,
    activates_at: activatesAt,
    last_signed_at: lastSignedAt,
    retired_at: retiredAt,
  };
}
