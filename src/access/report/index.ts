export { type CompiledSchema, compileSchema } from './compile-schema.js';
export { type AccessChange, type AccessDiff, diffAccess, type Said } from './diff.js';
export { diffText } from './diff-text.js';
export { type ExplainedPath, type ExplainInput, type Explanation, explain } from './explain.js';
export { explainText } from './explain-text.js';
export { matrixHtml, type PageBase, type PageOptions } from './html.js';
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
export { type TokenContent, viewerOfToken } from './token-viewer.js';
