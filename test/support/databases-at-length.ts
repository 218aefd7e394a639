import { describe } from '@jest/globals';
import { type Engine, engines } from './databases.js';
import { isSoak } from './rounds.js';

/**
 * As `describeEachDatabase`, for what starts a process or more in each of its tests, and asks a database nothing that
 * other tests do not ask it: on SQLite in `npm test`, on PostgreSQL in `npm run test:soak`.
 */
export function describeEachDatabaseAtLength(name: string, suite: (engine: Engine) => void): void {
  const engine: Engine = isSoak && engines.includes('PostgreSQL') ? 'PostgreSQL' : 'SQLite';
  describe(`${name} on ${engine}`, () => suite(engine));
}
