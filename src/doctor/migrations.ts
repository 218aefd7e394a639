import { tooNew } from '../database/index.js';
import { fromLine, ok, warning } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** Whether the database has the migrations of this server, and none that the server cannot live with. */
export const checkMigrations: SubjectCheck = async ({ found }) => {
  if (!found.database) return [];
  if (!found.difference) return [ok('The database has no tables yet. The first start creates them.')];
  const { pending, newer } = found.difference;
  if (newer.length > 0) return [fromLine('error', tooNew(newer))];
  if (pending.length === 0) return [ok('The database has all migrations of this server.')];
  return [
    warning(`Migrations are pending: ${pending.join(', ')}.`, 'Make a backup. The next start of the server runs them.'),
  ];
};
