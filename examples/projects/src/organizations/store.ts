import { type Page, type Query, selectPage } from 'portcullis';
import type { Rank } from '../generated/resolvers.js';

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly invoiceAddress: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface Membership {
  readonly organizationId: string;
  readonly userId: string;
  readonly rank: Rank;
}

interface OrganizationsTable {
  id: string;
  name: string;
  invoice_address: string | null;
  created_at: number;
}

declare module 'portcullis' {
  interface Tables {
    organizations: OrganizationsTable;
    memberships: { organization_id: string; user_id: string; rank: Rank };
  }
}

export async function insertOrganization(query: Query, organization: Organization): Promise<void> {
  const { id, name, invoiceAddress: invoice_address, createdAt: created_at } = organization;
  await query.insertInto('organizations').values({ id, name, invoice_address, created_at }).execute();
}

export async function findOrganizations(query: Query, ids: readonly string[]): Promise<readonly Organization[]> {
  const rows = await query.selectFrom('organizations').selectAll().where('id', 'in', ids).execute();
  return rows.map(toOrganization);
}

/** Those of a user, the newest first. */
export async function listOrganizations(query: Query, userId: string, page: Page) {
  const rows = query
    .selectFrom('organizations')
    .selectAll()
    .where('id', 'in', (eb) => eb.selectFrom('memberships').select('organization_id').where('user_id', '=', userId));
  const found = await selectPage(rows, page, { time: 'created_at', id: 'id', first: 'newest' }).execute();
  return found.map(toOrganization);
}

/** False, and nothing written, if they belong to it. */
export async function insertMembership(query: Query, { organizationId, userId, rank }: Membership): Promise<boolean> {
  const inserted = await query
    .insertInto('memberships')
    .values({ organization_id: organizationId, user_id: userId, rank })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** False if there is no such membership. */
export async function deleteMembership(query: Query, organizationId: string, userId: string): Promise<boolean> {
  const deleted = await query
    .deleteFrom('memberships')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .returning('user_id')
    .executeTakeFirst();
  return deleted !== undefined;
}

export async function findMemberships(
  query: Query,
  where: { readonly organizationIds: readonly string[] } | { readonly userId: string },
): Promise<readonly Membership[]> {
  const all = query.selectFrom('memberships').selectAll().orderBy('user_id').orderBy('organization_id');
  const rows = await ('userId' in where
    ? all.where('user_id', '=', where.userId)
    : all.where('organization_id', 'in', where.organizationIds)
  ).execute();
  return rows.map(({ organization_id, user_id, rank }) => ({ organizationId: organization_id, userId: user_id, rank }));
}

function toOrganization({ id, name, invoice_address, created_at }: OrganizationsTable): Organization {
  return { id, name, invoiceAddress: invoice_address, createdAt: created_at };
}
