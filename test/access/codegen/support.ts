import { resolve } from 'node:path';
import { executeCodegen } from '@graphql-codegen/cli';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import ts from 'typescript';
import * as portcullis from '../../../src/access/codegen/index.js';
import { accessTypeDefs } from '../../../src/access/index.js';
import { createProgram, projectOptions } from '../../support/compiler.js';
import { ROLES } from '../support.js';

const plugins = new Map(
  Object.entries({ typescript, 'typescript-resolvers': resolvers, 'portcullis/codegen': portcullis }),
);

export const PLUGINS = ['typescript', 'typescript-resolvers', 'portcullis/codegen'];

/** What graphql-codegen writes for this SDL, each text as a file of its own. */
export async function generateTypes(
  bodies: readonly string[],
  config: Readonly<Record<string, unknown>> = {},
  named: readonly (string | Record<string, Record<string, unknown>>)[] = PLUGINS,
  preset?: 'portcullis/codegen',
): Promise<string> {
  const { result, error } = await executeCodegen({
    schema: [`${accessTypeDefs()}\n${ROLES}`, ...bodies],
    silent: true,
    generates: {
      'types.ts': {
        plugins: [...named],
        config: { useTypeImports: true, ...config },
        ...(preset && { preset: portcullis.preset }),
      },
    },
    pluginLoader: (name) => plugins.get(name) ?? fail(name),
  });
  if (error) throw error;
  return result[0]?.content ?? '';
}

/** As if no package had this name: graphql-codegen tries others. */
function fail(name: string): never {
  throw Object.assign(new Error(`There is no ${name}.`), { code: 'MODULE_NOT_FOUND' });
}

/** The part of it that is ours. */
export function policiesIn(types: string): string {
  return types.slice(types.indexOf('export type Policies')).trimEnd();
}

/**
 * Compiles files as strictly as this package, as if they stood in `test/access`, and answers what is wrong in each:
 * `line: message`.
 */
export function compileFiles(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const pathOf = (name: string) => resolve('test/access', name);
  const program = createProgram(new Map([...files].map(([name, text]) => [pathOf(name), text])), projectOptions());
  return new Map([...files.keys()].map((name) => [name, problemsOf(program, program.getSourceFile(pathOf(name)))]));
}

function problemsOf(program: ts.Program, file: ts.SourceFile | undefined): readonly string[] {
  return ts.getPreEmitDiagnostics(program, file).map(({ messageText, start = 0 }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
