import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseFolder } from './database-folder.js';
import type { Comparison } from './timing.js';

/** Kept until the end of the run, where `test/runner/timing-reporter.cjs` prints all of them. */
export function noteComparison(comparison: Comparison): void {
  appendFileSync(join(databaseFolder(), 'comparisons'), `${JSON.stringify(comparison)}\n`);
}
