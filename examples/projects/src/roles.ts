import { defineModule } from 'portcullis';

/** The roles of accounts, in place of the built-in ones. */
export const roles = defineModule({
  name: 'roles',
  typeDefs: new URL('../schema/roles.graphql', import.meta.url),
});
