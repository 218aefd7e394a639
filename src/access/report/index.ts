export { type CompiledSchema, compileSchema } from './compile-schema.js';
export { type AccessChange, type AccessDiff, diffAccess, type Said } from './diff.js';
export { diffText } from './diff-text.js';
export { type ExplainedPath, type ExplainInput, type Explanation, explain } from './explain.js';
export { conclusionText, explainText, viewerText } from './explain-text.js';
export { matrixHtml, type PageOptions } from './html.js';
export type { TryOut } from './html-panel.js';
export type { PageBase } from './html-parts.js';
export { type MarkdownOptions, matrixMarkdown } from './markdown.js';
export {
  type AccessMatrix,
  createMatrix,
  type MatrixCell,
  type MatrixClause,
  type MatrixRow,
  type MatrixScope,
  type MatrixType,
} from './matrix.js';
export { pageBase } from './page-base.js';
export { exportForRouter, type RouterDirectives, type RouterExport } from './router.js';
export { signInHtml } from './sign-in-html.js';
export { type TokenContent, viewerOfToken } from './token-viewer.js';
export { createToldRules, type ToldRule, type ToldRules, type ToldRulesOptions } from './told-rules.js';
