export { type ExamineOptions, examine } from './examine.js';
export type { NamedFinding } from './run-checks.js';
