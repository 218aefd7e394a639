import type { Migrations } from '../database/index.js';
import type { Module } from '../module/index.js';

/** Those of all modules, by the names that they have in the database. */
export function migrationsOf(modules: readonly Module[]): Migrations {
  return Object.fromEntries(
    modules.flatMap(({ name, migrations = {} }) =>
      Object.entries(migrations).map(([key, migration]) => [`${name}/${key}`, migration] as const),
    ),
  );
}
