import { defineModule } from 'portcullis';

/** The roles of this API, instead of the built-in ones. */
export const ownRoles = defineModule({
  name: 'own-roles',
  typeDefs: new URL('../schema/roles.graphql', import.meta.url),
});
