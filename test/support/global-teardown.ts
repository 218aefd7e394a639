import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabasesOfRun, postgresUrl } from './postgres.ts';

export default async function globalTeardown(): Promise<void> {
  rmSync(join(tmpdir(), `portcullis_test_${process.env.PORTCULLIS_TEST_RUN}.sqlite`), { force: true });
  const url = postgresUrl();
  if (url) await dropDatabasesOfRun(url);
}
