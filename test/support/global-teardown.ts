import { removeDatabaseFolder } from './database-folder.ts';
import { dropDatabasesOfRun, postgresUrl } from './postgres.ts';

export default async function globalTeardown(): Promise<void> {
  removeDatabaseFolder();
  const url = postgresUrl();
  if (url) await dropDatabasesOfRun(url);
}
