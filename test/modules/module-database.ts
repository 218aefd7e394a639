import { afterEach, beforeEach } from '@jest/globals';
import { type Database, type Migrations, openDatabase } from '../../src/database/index.js';
import { createTestPlace, type Engine, type TestPlace } from '../support/databases.js';

export interface ModuleDatabase {
  readonly database: Database;
  readonly place: TestPlace;
}

/** A database with the tables of one module, new for each test of the suite. */
export function useModuleDatabase(engine: Engine, migrations: Migrations): () => ModuleDatabase {
  let current: ModuleDatabase | undefined;
  beforeEach(async () => {
    const place = await createTestPlace(engine);
    current = { place, database: openDatabase(place) };
    await current.database.migrate(migrations);
  });
  afterEach(async () => {
    await current?.database.close();
    await current?.place.remove();
    current = undefined;
  });
  return () => {
    if (!current) throw new TypeError('There is a database within a test alone.');
    return current;
  };
}

/** The error that a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new TypeError('It did not reject.');
    },
    (error: unknown) => error,
  );
}
