import { gapsOf, type TestReport, totalsOf } from './report.js';

/** For programs. */
export function reportJson(report: TestReport): object {
  const { files, rules } = report;
  const { passed, failed, uncovered } = totalsOf(report);
  return {
    passed,
    failed,
    files: files.map(({ file, setupProblem, results }) => ({
      file,
      ...(setupProblem !== null && { setupProblem }),
      tests: results.map(({ test: { line, title, viewerText, text }, differences }) => ({
        line,
        title,
        viewer: viewerText,
        operation: text,
        passed: differences.length === 0,
        differences,
      })),
    })),
    ...(rules && {
      coverage: {
        covered: rules.length - uncovered,
        uncovered,
        rules: rules.map((rule) => ({
          coordinate: rule.coordinate,
          location: rule.location,
          rule: rule.text,
          allowed: rule.isAllowed,
          denied: rule.isDenied,
          unusedAlternatives: rule.unused,
          covered: gapsOf(rule).length === 0,
        })),
      },
    }),
  };
}
