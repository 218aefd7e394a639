import type { CoveredRule } from './coverage.js';
import type { FileResult } from './run-tests.js';

/** What came of all files. */
export interface TestReport {
  readonly files: readonly FileResult[];
  /** The rules that count for coverage; null if that was not asked for. */
  readonly rules: readonly CoveredRule[] | null;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly uncovered: number;
}

/** A setup that went wrong counts as one failure. */
export function totalsOf({ files, rules }: TestReport): Totals {
  const results = files.flatMap((file) => file.results);
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  const stopped = files.filter(({ setupProblem }) => setupProblem !== null).length;
  return {
    passed: results.length - failed,
    failed: failed + stopped,
    uncovered: (rules ?? []).filter((rule) => gapsOf(rule).length > 0).length,
  };
}

/** What the tests do not show of a rule; nothing if it is covered both ways. */
export function gapsOf({ isAllowed, isDenied, unused }: CoveredRule): readonly string[] {
  return [
    ...(isAllowed ? [] : ['no test allows it']),
    ...(isDenied ? [] : ['no test denies it']),
    ...(isAllowed ? unused.map((text) => `no test allows it by ${text} alone`) : []),
  ];
}
