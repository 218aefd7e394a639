/**
 * What resolvers give for the types of the schema, by the name of the type, where that is not the type as clients see
 * it; a module adds its own as it adds its services.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Models {}

/** What resolvers give for this type: `Model<'User'>`. */
export type Model<Name extends keyof Models> = Models[Name];
