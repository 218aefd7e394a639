import type { BaseConfig } from './config.js';

// What modules add to by declaration merging, in their `index.ts`; one outside this repository names 'portcullis':
//
//     declare module '../../module/additions.js' { interface Services { projects: ProjectsService } }
//
// All of it is declared in this file: TypeScript loses what is added to the same interface through different re-exports.

/** What modules offer to resolvers and to each other, by name. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Services {}

/** The DataLoaders of a request, by name. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Loaders {}

/** What resolvers give for the types of the schema, by the name of the type, where that is not what clients see of it. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Models {}

/** What resolvers give for this type: `Model<'User'>`. */
export type Model<Name extends keyof Models> = Models[Name];

/** What `createServer({ context })` makes of each request, for resolvers: `context.app`. */
// biome-ignore lint/suspicious/noEmptyInterface: whoever makes a server fills it.
export interface AppContext {}

/** What whoever makes a server may give to its modules, by name. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Hooks {}

/** The policies that the SDL names, each for every input that it can get. Code generation fills it. */
// biome-ignore lint/suspicious/noEmptyInterface: what is generated fills it.
export interface Policies {}

/** What was set from outside; what the variables of a module say is under its name. */
export interface Config extends BaseConfig {}
