import { randomBytes } from 'node:crypto';
import { makeDatabaseFolder, removeDatabaseFolder } from './database-folder.ts';
import { administer, DEFAULT_TEST_DATABASE_URL } from './postgres.ts';

/** Finds out, once a run, whether there is a PostgreSQL to test on. In CI there must be one. */
export default async function globalSetup(): Promise<void> {
  process.env.PORTCULLIS_TEST_RUN = randomBytes(4).toString('hex');
  process.env.PORTCULLIS_TEST_FOLDER = makeDatabaseFolder();
  // A run that is broken off has no teardown.
  process.once('exit', removeDatabaseFolder);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      removeDatabaseFolder();
      process.kill(process.pid, signal);
    });
  }
  const url = process.env.TEST_DATABASE_URL ?? DEFAULT_TEST_DATABASE_URL;
  try {
    const [row] = await administer<{ version: string }>(url, 'show server_version');
    process.env.PORTCULLIS_TEST_POSTGRES = url;
    process.stdout.write(`\nDatabases: SQLite, PostgreSQL ${Object.values(row ?? {}).join()}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    if (process.env.CI || process.env.TEST_DATABASE_URL) throw new Error(`PostgreSQL does not answer: ${why}`);
    process.stdout.write(
      `\nDatabases: SQLite only (PostgreSQL does not answer: ${why}; TEST_DATABASE_URL names another)\n`,
    );
  }
}
