import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** A file of `src/` and what it imports. */
export interface SourceFile {
  /** Below `src/`, with slashes. */
  readonly path: string;
  readonly text: string;
  /** What it imports when it runs: files of `src/` by their path, packages by their name. */
  readonly runtimeImports: readonly string[];
  /** The same, with what it imports for types alone. */
  readonly imports: readonly string[];
}

/** Every TypeScript file of `src/`. */
export function readSourceFiles(): readonly SourceFile[] {
  const paths = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return paths.map((path) => {
    const text = readFileSync(join('src', path), 'utf8');
    return sourceFile(path, text);
  });
}

/** A file of this text. */
export function sourceFile(path: string, text: string): SourceFile {
  const found = importsOf(path, text);
  const runtimeImports = found.filter(({ isType }) => !isType).map(({ imported }) => imported);
  return { path, text, runtimeImports, imports: found.map(({ imported }) => imported) };
}

interface Import {
  readonly imported: string;
  readonly isType: boolean;
}

/** With `verbatimModuleSyntax`, whatever is not `import type` is there at run time. */
function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  const add = (specifier: ts.Node | undefined, isType: boolean) => {
    if (specifier && ts.isStringLiteral(specifier)) found.push({ imported: resolve(path, specifier.text), isType });
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
