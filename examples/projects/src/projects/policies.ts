import type { Policies } from '../generated/resolvers.js';
import { belongsTo, manages } from '../organizations/index.js';

/** A project that is not there is managed by nobody, so that a guess learns nothing. */
const managesProject: Policies['managesProject'] = {
  key: ({ args }) => args.id,
  decide: async ({ args, viewer, context }) => {
    const project = await context.loaders.projects.load(args.id);
    if (!project || !belongsTo(viewer, project.organizationId)) return false;
    return manages(context, project.organizationId);
  },
};

const worksOnProject: Policies['worksOnProject'] = {
  key: ({ args }) => args.projectId,
  decide: async ({ args, viewer, context: { loaders } }) => {
    const project = await loaders.projects.load(args.projectId);
    return project !== null && belongsTo(viewer, project.organizationId);
  },
};

export const policies = { managesProject, worksOnProject };
