import { existsSync } from 'node:fs';
import { modules, type ServerOptions } from 'portcullis';
import { notes } from './src/notes/index.js';
import { ownRoles } from './src/own-roles.js';

// The server and the commands read .env. Variables that are already set keep their values.
if (existsSync('.env')) process.loadEnvFile();

/** What the server consists of. `src/main.ts` starts it, and every `portcullis` command reads it. */
export default {
  modules: [...modules, ownRoles, notes],
  roles: { admin: 'OWNER', support: 'EDITOR', user: 'MEMBER' },
} satisfies ServerOptions;
