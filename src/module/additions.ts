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

/** What resolvers return for a type of the schema, by name, where that differs from what clients see. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Models {}

/** What resolvers return for this type: `Model<'User'>`. */
export type Model<Name extends keyof Models> = Models[Name];

/** What `createServer({ context })` makes for each request; resolvers read it as `context.app`. */
// biome-ignore lint/suspicious/noEmptyInterface: whoever makes a server fills it.
export interface AppContext {}

/** What the host of a server may pass to its modules, by name. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Hooks {}

/** The policies that the SDL names, each with every input that it can receive. Code generation fills it. */
// biome-ignore lint/suspicious/noEmptyInterface: what is generated fills it.
export interface Policies {}

/** The configuration; the part of each module is under its name. */
export interface Config extends BaseConfig {}
