import { type Context, type ModuleDeps, type Page, PortcullisError } from 'portcullis';
import type { Rank } from '../generated/resolvers.js';
import {
  deleteMembership,
  findMemberships,
  findOrganizations,
  insertMembership,
  insertOrganization,
  listOrganizations,
  type Membership,
  type Organization,
} from './store.js';

/** Who does something, and from where. */
type Actor = Pick<Context, 'viewer' | 'client'>;

export interface OrganizationsService {
  /** What the claim `org` of a user says. */
  idsOf(userId: string): Promise<string[]>;
  findAll(ids: readonly string[]): Promise<readonly Organization[]>;
  membersOf(organizationIds: readonly string[]): Promise<readonly Membership[]>;
  list(userId: string, page: Page): Promise<readonly Organization[]>;
  /** Makes an organization that the user manages, and gives its id. */
  create(name: string, userId: string, by: Actor): Promise<string>;
  /** False if they belong to it. `NOT_FOUND` if nobody has the address. */
  addMember(organizationId: string, email: string, rank: Rank, by: Actor): Promise<boolean>;
  /** False if they do not belong to it. */
  removeMember(organizationId: string, userId: string, by: Actor): Promise<boolean>;
}

export function createOrganizationsService(deps: ModuleDeps): OrganizationsService {
  const { database, services, clock, randomBytes } = deps;
  /** What their tokens say of them has changed, so the tokens of before end with the same transaction. */
  const change = (
    userId: string,
    { viewer, client }: Actor,
    write: Parameters<typeof database.transaction<boolean>>[0],
  ) =>
    database.transaction(async (tx) => {
      const hasChanged = await write(tx);
      if (hasChanged) await services.accounts.revokeAccessTokens(tx, [userId], { actorId: viewer.subject, client });
      return hasChanged;
    });
  return {
    idsOf: async (userId) =>
      (await findMemberships(database.query, { userId })).map(({ organizationId }) => organizationId),
    findAll: (ids) => findOrganizations(database.query, ids),
    membersOf: (organizationIds) => findMemberships(database.query, { organizationIds }),
    list: (userId, page) => listOrganizations(database.query, userId, page),
    create: async (name, userId, by) => {
      const organization = { id: randomBytes(16).toString('hex'), name, invoiceAddress: null, createdAt: clock() };
      await change(userId, by, async ({ query }) => {
        await insertOrganization(query, organization);
        return insertMembership(query, { organizationId: organization.id, userId, rank: 'MANAGER' });
      });
      return organization.id;
    },
    addMember: async (organizationId, email, rank, by) => {
      const user = await services.accounts.findByEmail(email);
      if (!user) throw new PortcullisError('NOT_FOUND', 'Nobody has this address.', { field: 'email' });
      return change(user.id, by, ({ query }) => insertMembership(query, { organizationId, userId: user.id, rank }));
    },
    removeMember: (organizationId, userId, by) =>
      change(userId, by, ({ query }) => deleteMembership(query, organizationId, userId)),
  };
}
