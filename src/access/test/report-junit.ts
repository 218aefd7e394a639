import { toText } from '../../values/text.js';
import type { CoveredRule } from './coverage.js';
import { gapsOf, type TestReport } from './report.js';
import type { FileResult } from './run-tests.js';

interface Case {
  readonly name: string;
  readonly className: string;
  /** Null if it passed. */
  readonly failure: string | null;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** JUnit's XML, as CI services read it: a suite for each file, and one for the coverage. */
export function reportJunit({ files, rules }: TestReport): string {
  const suites = [...files.map(suiteOf), ...(rules ? [coverageSuite(rules)] : [])];
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="portcullis access test" ${counts(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escapeXml(name)}" ${counts(cases)}>`,
      ...cases.map(caseText),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf({ file, setupProblem, results }: FileResult): Suite {
  if (setupProblem !== null) return { name: file, cases: [{ name: 'setup', className: file, failure: setupProblem }] };
  const cases = results.map(({ test, differences }) => ({
    name: `${test.viewerText} ${test.text}`,
    className: test.title === '' ? file : `${file} ${test.title}`,
    failure: differences.length > 0 ? [`${file}:${test.line}`, ...differences].join('\n') : null,
  }));
  return { name: file, cases };
}

function coverageSuite(rules: readonly CoveredRule[]): Suite {
  const cases = rules.map((rule) => {
    const gaps = gapsOf(rule);
    return {
      name: `${rule.coordinate}: ${rule.text}`,
      className: 'coverage',
      failure: gaps.length > 0 ? [rule.location, ...gaps].join('\n') : null,
    };
  });
  return { name: 'coverage', cases };
}

function counts(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${cases.filter(({ failure }) => failure !== null).length}"`;
}

function caseText({ name, className, failure }: Case): string {
  const opening = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(className)}"`;
  if (failure === null) return `${opening}/>`;
  const message = escapeXml(failure.split('\n')[1] ?? failure);
  return `${opening}><failure message="${message}">${escapeXml(failure)}</failure></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** XML 1.0 has no way to write most control characters, nor half of a pair. */
function escapeXml(text: string): string {
  return toText(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}
