import { resolve } from 'node:path';
import ts from 'typescript';
import type { CodeBlock } from '../support/code-blocks.js';

/** What a reader has of his own. */
const YOURS = `
import type { IResolvers } from '@graphql-tools/utils';
declare global {
  const typeDefs: string;
  const resolvers: IResolvers;
}
`;

/** What the compiler says of blocks of TypeScript, each a module of its own, with the line in their document. */
export function typeErrorsOf(blocks: readonly CodeBlock[]): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const texts = new Map([[resolve('docs/yours.ts'), YOURS]]);
  // A diagnostic has the line of the document when as many lines stand before.
  for (const { text, line } of blocks) texts.set(resolve(`docs/block-${line}.ts`), '\n'.repeat(line - 1) + text);

  const blockOptions: ts.CompilerOptions = {
    ...options,
    noUnusedLocals: false,
    declaration: false,
    paths: {
      portcullis: [resolve('src/index.ts')],
      'portcullis/access': [resolve('src/access/index.ts')],
      'portcullis/tokens': [resolve('src/tokens/index.ts')],
    },
  };
  const host = ts.createCompilerHost(blockOptions);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...texts.keys()], blockOptions, host);
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
