import type { Query } from '../../database/index.js';

interface KnownNetworksTable {
  key: string;
  account: string;
  used_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    known_networks: KnownNetworksTable;
  }
}

/** A network from which an account signed in. Both are keyed hashes: nobody can read them in the database. */
export interface KnownNetwork {
  readonly key: string;
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

const PER_ACCOUNT = 20;

/** When the network of one of these keys was last used; undefined if not since then. */
export async function findUse(query: Query, keys: readonly string[], since: number): Promise<number | undefined> {
  const row = await query
    .selectFrom('known_networks')
    .select('used_at')
    .where('key', 'in', keys)
    .where('used_at', '>', since)
    .orderBy('used_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.used_at;
}

/** Keeps the 20 that the account used last. */
export async function noteUse(query: Query, { key, account, usedAt }: KnownNetwork): Promise<void> {
  await query
    .insertInto('known_networks')
    .values({ key, account, used_at: usedAt })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ used_at: usedAt }))
    .execute();
  await query
    .deleteFrom('known_networks')
    .where('key', 'in', (networks) =>
      networks
        .selectFrom('known_networks')
        .select('key')
        .where('account', '=', account)
        .orderBy('used_at', 'desc')
        .limit(1000)
        .offset(PER_ACCOUNT),
    )
    .execute();
}

/** In steps, so that no statement takes long. */
export async function removeUnused(query: Query, since: number, step = 1000): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await query
      .deleteFrom('known_networks')
      .where('key', 'in', (networks) =>
        networks.selectFrom('known_networks').select('key').where('used_at', '<=', since).limit(step),
      )
      .executeTakeFirst();
    if (numDeletedRows < step) return;
  }
}
