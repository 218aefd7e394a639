import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const BLOCKS = ['test', 'describe', 'describeEachDatabase'];

/** The titles of the tests and the suites of a file, as they are written there; what is put in by `${…}` is an ellipsis. */
export function titlesIn(path: string): ReadonlySet<string> {
  const titles = new Set<string>();
  if (!existsSync(path)) return titles;
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && BLOCKS.includes(rootOf(node.expression))) {
      const title = titleOf(node.arguments[0]);
      if (title !== undefined) titles.add(title);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
  return titles;
}

/** `test` of `test(…)`, of `test.each(…)(…)` and of a table in backticks. */
function rootOf(callee: ts.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text;
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) return rootOf(callee.expression);
  return ts.isTaggedTemplateExpression(callee) ? rootOf(callee.tag) : '';
}

function titleOf(argument: ts.Expression | undefined): string | undefined {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!ts.isTemplateExpression(argument)) return undefined;
  return [argument.head.text, ...argument.templateSpans.map(({ literal }) => literal.text)].join('…');
}
