/**
 * What modules offer to resolvers and to each other, by name. A module adds its own by declaration merging, in its
 * `index.ts`:
 *
 *     declare module '../../module/index.js' { interface Services { projects: ProjectsService } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Services {}

/** The DataLoaders of a request, by name; a module adds its own as it adds its services. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Loaders {}
