import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../src/database/index.js';
import { modules } from '../../src/modules.js';
import { databaseFolder } from './database-folder.js';
import { createTestPlace, type Engine, type TestPlace } from './databases.js';
import { createMigratedDatabase, giveBackMigratedDatabase } from './migrated-postgres.js';
import { postgresUrl } from './postgres.js';

const FILE = 'portcullis.sqlite';
const TEMPLATE = join(databaseFolder(), 'template.sqlite');

const migrations = Object.fromEntries(
  modules.flatMap(({ name, migrations = {} }) =>
    Object.entries(migrations).map(([key, migration]) => [`${name}/${key}`, migration] as const),
  ),
);

async function migrate(place: Pick<TestPlace, 'dataDir' | 'url'>): Promise<void> {
  const database = openDatabase(place);
  await database.migrate(migrations);
  await database.close();
}

/** A place whose database has the tables of the built-in modules already, as a first start leaves them. */
export async function createServerPlace(engine: Engine): Promise<TestPlace> {
  const server = postgresUrl();
  const place = await createTestPlace('SQLite');
  if (engine === 'SQLite' || server === undefined) {
    if (!existsSync(TEMPLATE)) await makeTemplate();
    copyFileSync(TEMPLATE, join(place.dataDir, FILE));
    return place;
  }
  const url = await createMigratedDatabase(server, (address) => migrate({ ...place, url: address }));
  return {
    dataDir: place.dataDir,
    url,
    remove: async () => {
      await place.remove();
      await giveBackMigratedDatabase(server, url);
    },
  };
}

/** Workers may make it at once: each puts a whole file there. */
async function makeTemplate(): Promise<void> {
  const dataDir = mkdtempSync(join(databaseFolder(), 'portcullis-template-'));
  await migrate({ dataDir, url: undefined });
  renameSync(join(dataDir, FILE), TEMPLATE);
  rmSync(dataDir, { recursive: true });
}
