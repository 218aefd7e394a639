import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { databaseFolder } from './database-folder.js';
import { createPostgresDatabase, giveBackPostgresDatabase, postgresUrl } from './postgres.js';

/** A place for a database of its own: what `openDatabase` takes. */
export interface TestPlace {
  readonly dataDir: string;
  readonly url: string | undefined;
  /** Removes it and all that is in it. */
  remove(): Promise<void>;
}

export type Engine = 'SQLite' | 'PostgreSQL';

/** The engines that this run tests on. */
export const engines: readonly Engine[] = postgresUrl() ? ['SQLite', 'PostgreSQL'] : ['SQLite'];

/** Runs the same suite on each database. */
export function describeEachDatabase(name: string, suite: (engine: Engine) => void): void {
  describe.each(engines)(`${name} on %s`, (engine) => suite(engine));
}

export async function createTestPlace(engine: Engine): Promise<TestPlace> {
  const dataDir = mkdtempSync(join(databaseFolder(), 'portcullis-'));
  const server = postgresUrl();
  const url = engine === 'PostgreSQL' && server ? await createPostgresDatabase(server) : undefined;
  return {
    dataDir,
    url,
    remove: async () => {
      rmSync(dataDir, { recursive: true, force: true });
      if (server && url) await giveBackPostgresDatabase(server, url);
    },
  };
}
