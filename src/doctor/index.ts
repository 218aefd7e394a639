export { type ExamineOptions, examine, type NamedFinding } from './examine.js';
