import type { Query } from '../../database/index.js';

interface InstancesTable {
  id: string;
  public_url: string;
  seen_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    instances: InstancesTable;
  }
}

/** A server on this database. */
export interface Instance {
  readonly id: string;
  readonly publicUrl: string;
  /** When it last wrote that it is there. */
  readonly seenAt: number;
}

export async function noteInstance(query: Query, { id, publicUrl, seenAt }: Instance): Promise<void> {
  await query
    .insertInto('instances')
    .values({ id, public_url: publicUrl, seen_at: seenAt })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: seenAt }))
    .execute();
}

/** Those that have another PUBLIC_URL, and were seen since; the last seen first. */
export async function findUnlike(
  query: Query,
  { publicUrl, since }: { readonly publicUrl: string; readonly since: number },
): Promise<readonly Instance[]> {
  const rows = await query
    .selectFrom('instances')
    .selectAll()
    .where('public_url', '!=', publicUrl)
    .where('seen_at', '>=', since)
    .orderBy('seen_at', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => ({ id: row.id, publicUrl: row.public_url, seenAt: row.seen_at }));
}

export async function removeInstance(query: Query, id: string): Promise<void> {
  await query.deleteFrom('instances').where('id', '=', id).execute();
}

export async function removeUnseen(query: Query, since: number): Promise<void> {
  await query.deleteFrom('instances').where('seen_at', '<', since).execute();
}
