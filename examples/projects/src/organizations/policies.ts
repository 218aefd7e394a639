import type { Context } from 'portcullis';
import type { SignedIn } from 'portcullis/access';
import type { Policies } from '../generated/resolvers.js';

/** As it is now: whoever was removed manages nothing, whatever their token still says. */
export async function manages({ viewer, loaders }: SignedIn<Context>, organizationId: string): Promise<boolean> {
  const members = await loaders.members.load(organizationId);
  return members.some(({ userId, rank }) => userId === viewer.subject && rank === 'MANAGER');
}

/** Of mutations that name it. */
const managesOrganization: Policies['managesOrganization'] = {
  key: ({ args }) => args.organizationId,
  decide: ({ args, context }) => manages(context, args.organizationId),
};

/** Of the organization itself. */
const managesThis: Policies['managesThis'] = {
  key: ({ source }) => source.id,
  decide: ({ source, context }) => manages(context, source.id),
};

export const policies = { managesOrganization, managesThis };
