import { resolve } from 'node:path';
import ts from 'typescript';
import type { CodeBlock } from '../support/code-blocks.js';
import { createProgram, projectOptions } from '../support/compiler.js';

/** What readers have of their own. */
const YOURS = `
import type { IResolvers } from '@graphql-tools/utils';
declare global {
  const typeDefs: string;
  const resolvers: IResolvers;
  const localStorage: import('portcullis/client').SessionStorage;
}
`;

/**
 * What the compiler says of blocks of TypeScript, each a module of its own, with the line in their document. Packages are
 * those of the last build, as a user has them.
 */
export function typeErrorsOf(blocks: readonly CodeBlock[]): readonly string[] {
  const texts = new Map([[resolve('docs/yours.ts'), YOURS]]);
  // A diagnostic has the line of the document when as many lines stand before.
  // Blocks of several pages may begin on the same line.
  for (const [index, { text, line, language }] of blocks.entries())
    texts.set(resolve(`docs/block-${index}-${line}.${language}`), '\n'.repeat(line - 1) + text);

  const program = createProgram(texts, {
    ...projectOptions(),
    noUnusedLocals: false,
    declaration: false,
    jsx: ts.JsxEmit.ReactJSX,
    paths: {
      portcullis: [resolve('dist/index.d.ts')],
      'portcullis/access': [resolve('dist/access/index.d.ts')],
      'portcullis/tokens': [resolve('dist/tokens/index.d.ts')],
      'portcullis/testing': [resolve('dist/testing/index.d.ts')],
      'portcullis/client': [resolve('dist/esm/client/index.d.ts')],
      'portcullis/client/react': [resolve('dist/esm/client/react/index.d.ts')],
      'portcullis/client/*': [resolve('dist/esm/client/links/*.d.ts')],
    },
  });
  // The blocks alone: whether src/ is sound is what `npm run check` says.
  const files = [...texts.keys()].map((path) => program.getSourceFile(path));
  const diagnostics = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return diagnostics.map(({ file, start = 0, messageText }) => {
    const line = file ? `${file.getLineAndCharacterOfPosition(start).line + 1}: ` : '';
    return `${line}${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
