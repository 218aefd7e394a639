import type { Policies } from '../generated/resolvers.js';
import { belongsTo } from '../organizations/index.js';

/** Whoever has left the organization owns none of its tasks any more. */
const ownsTask: Policies['ownsTask'] = {
  key: ({ args }) => args.id,
  decide: async ({ args, viewer, context: { loaders } }) => {
    const task = await loaders.tasks.load(args.id);
    return task !== null && task.ownerId === viewer.subject && belongsTo(viewer, task.organizationId);
  },
};

export const policies = { ownsTask };
