// Takes the programs of docs/migrating/ word for word, before and after, and asks both what stands on their page.
// `npm run packages` goes before. It needs a PostgreSQL that answers.
import { closing, timed } from './folders.mjs';
import { migrateHasura } from './migrating/hasura.mjs';
import { migrateRouter } from './migrating/router.mjs';
import { migrateShield } from './migrating/shield.mjs';
import { migrateTypeGraphql } from './migrating/type-graphql.mjs';

await timed('from graphql-shield', migrateShield);
await timed('from type-graphql', migrateTypeGraphql);
await timed('from Apollo Router', migrateRouter);
await timed('from Hasura', migrateHasura);
closing();
