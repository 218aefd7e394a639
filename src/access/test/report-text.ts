import { plain } from '../report/plain.js';
import type { CoveredRule } from './coverage.js';
import { gapsOf, type TestReport, totalsOf } from './report.js';
import type { FileResult, TestResult } from './run-tests.js';

/** Colours a text; without colours it gives the text. */
export type Paint = (color: 'red' | 'green' | 'dim', text: string) => string;

const plainly: Paint = (_color, text) => text;

/** For people: a line for each file, what failed, what is not covered, and the sum. */
export function reportText(report: TestReport, paint: Paint = plainly): string {
  const { files, rules } = report;
  const { passed, failed } = totalsOf(report);
  const failures = files.flatMap((file) => failuresOf(file, paint));
  return [
    files.map((file) => fileLine(file, paint)).join('\n'),
    ...failures,
    ...(rules ? [coverageText(rules, paint)] : []),
    paint(failed > 0 ? 'red' : 'green', `${passed} passed, ${failed} failed`),
  ]
    .join('\n\n')
    .concat('\n');
}

function fileLine({ file, setupProblem, results }: FileResult, paint: Paint): string {
  if (setupProblem !== null) return `${file}: ${paint('red', 'not run')}`;
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  const passed = `${results.length - failed} passed`;
  return `${file}: ${failed > 0 ? `${passed}, ${paint('red', `${failed} failed`)}` : passed}`;
}

function failuresOf({ file, setupProblem, results }: FileResult, paint: Paint): readonly string[] {
  if (setupProblem !== null) return [`${paint('red', 'Setup failed')} ${setupProblem}`];
  return results.filter(({ differences }) => differences.length > 0).map((result) => failureText(file, result, paint));
}

function failureText(file: string, { test, differences }: TestResult, paint: Paint): string {
  const title = test.title === '' ? '' : ` ${paint('dim', printable(test.title))}`;
  const lines = [`  ${test.viewerText}  ${test.text}`, ...differences.map((each) => `    ${each}`)];
  return [`${paint('red', 'Failed')} ${file}:${test.line}${title}`, ...lines.map(printable)].join('\n');
}

function coverageText(rules: readonly CoveredRule[], paint: Paint): string {
  const gaps = rules.filter((rule) => gapsOf(rule).length > 0);
  const head = `${rules.length - gaps.length} of ${rules.length} rules are covered both ways`;
  const lines = gaps.flatMap((rule) => [
    [rule.location, `${rule.coordinate}: ${rule.text}`].filter(Boolean).join(' '),
    ...gapsOf(rule).map((gap) => `  ${gap}`),
  ]);
  return [paint(gaps.length > 0 ? 'red' : 'green', head), ...lines.map(printable)].join('\n');
}

/** On one line, without what would have a terminal do something. */
function printable(text: string): string {
  return plain(text.replace(/\s/g, ' '));
}
