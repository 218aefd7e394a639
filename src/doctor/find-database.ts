import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { compareMigrations, type Database, hasMigrations, isDatabaseThere, openDatabase } from '../database/index.js';
import type { Finding, Module } from '../module/index.js';
import type { ServerConfig } from '../server/config/config.js';
import { migrationsOf } from '../server/migrations.js';
import { error, fromError, ok } from '../toolkit/findings.js';
import type { FoundDatabase } from './subject.js';

/** Opens the database if there is one, and makes none. Never rejects. */
export async function findDatabase(
  { databaseUrl: url, dataDir }: ServerConfig,
  modules: readonly Module[],
): Promise<FoundDatabase> {
  try {
    const isThere = await isDatabaseThere({ url, dataDir });
    if (!isThere && url === undefined) return { database: undefined, findings: [await placeForOne(resolve(dataDir))] };
    return await readTables(openDatabase({ url, dataDir }), modules);
  } catch (cause) {
    return { database: undefined, findings: fromError(cause) };
  }
}

async function readTables(database: Database, modules: readonly Module[]): Promise<FoundDatabase> {
  try {
    const isBegun = await hasMigrations(database.query);
    const difference = isBegun ? await compareMigrations(database.query, migrationsOf(modules)) : undefined;
    return { database, difference };
  } catch (cause) {
    await database.close();
    throw cause;
  }
}

/** Whether the first start can make a database in that folder. */
async function placeForOne(dataDir: string): Promise<Finding> {
  const folder = await nearestThere(dataDir);
  const isDirectory = (await stat(folder)).isDirectory();
  if (isDirectory && (await can(folder, constants.W_OK)))
    return ok(`There is no database in ${dataDir} yet. The first start creates one.`);
  const why = isDirectory ? 'cannot be written to' : 'is not a directory';
  return error(`No database can be created in ${dataDir}: ${folder} ${why}.`, 'Make it writable, or set DATA_DIR.');
}

async function nearestThere(path: string): Promise<string> {
  return (await can(path, constants.F_OK)) ? path : nearestThere(dirname(path));
}

function can(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
