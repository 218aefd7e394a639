/**
 * The tables of every module, by name. A module adds its own by declaration merging, beside its store:
 *
 *     declare module '../../database/tables.js' { interface Tables { projects: ProjectsTable } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Tables {}
