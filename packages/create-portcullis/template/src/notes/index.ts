import { defineModule } from 'portcullis';
import { migrations } from './migrations.js';
import { createNotes, type Note, type Notes } from './notes.js';
import { resolvers } from './resolvers.js';

declare module 'portcullis' {
  interface Services {
    notes: Notes;
  }
  /** What resolvers return for each type; `codegen.yml` names them. */
  interface Models {
    Note: Note;
  }
}

export const notes = defineModule({
  name: 'notes',
  typeDefs: new URL('../../schema/notes.graphql', import.meta.url),
  migrations,
  services: (deps) => ({ notes: createNotes(deps) }),
  resolvers,
});
