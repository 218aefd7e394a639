import { dropDatabasesOfRun, postgresUrl } from './postgres.ts';

export default async function globalTeardown(): Promise<void> {
  const url = postgresUrl();
  if (url) await dropDatabasesOfRun(url);
}
