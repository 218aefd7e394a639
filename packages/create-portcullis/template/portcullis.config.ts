import { existsSync } from 'node:fs';
import { modules, type ServerOptions } from 'portcullis';
import { notes } from './src/notes/index.js';
import { ownRoles } from './src/own-roles.js';

// The variables of .env are for the server and for the commands alike; those that are set already stay as they are.
if (existsSync('.env')) process.loadEnvFile();

/** What the server is made of. `src/main.ts` starts it, and every `portcullis` command reads it. */
export default {
  modules: [...modules, ownRoles, notes],
  roles: { admin: 'OWNER', support: 'EDITOR', user: 'MEMBER' },
} satisfies ServerOptions;
