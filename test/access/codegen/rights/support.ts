import { executeCodegen } from '@graphql-codegen/cli';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import * as rights from '../../../../src/access/codegen/rights/index.js';
import { accessTypeDefs } from '../../../../src/access/index.js';
import { ROLES } from '../../support.js';

const plugins = new Map(
  Object.entries({
    'typescript-operations': operations,
    'typed-document-node': typedDocuments,
    'portcullis/codegen/rights': rights,
  }),
);

export interface Generated {
  /** What typescript-operations and typed-document-node write. */
  readonly documents: string;
  /** What this plugin writes. */
  readonly rights: string;
}

/** What a client of this schema generates for these documents, for files in `test/access`. */
export async function generateClient(
  sdl: string,
  documents: string,
  config: Readonly<Record<string, unknown>> = {},
): Promise<Generated> {
  const { result, error } = await executeCodegen({
    schema: [`${accessTypeDefs()}\n${ROLES}`, sdl],
    documents: [documents],
    silent: true,
    generates: {
      'documents.ts': {
        plugins: ['typescript-operations', 'typed-document-node'],
        config: { documentNodeImport: '../../src/typed-document.js#TypedDocument', useTypeImports: true },
      },
      'rights.ts': {
        plugins: ['portcullis/codegen/rights'],
        config: { clientFrom: '../../src/client/index.js', documentsFrom: './documents.js', ...config },
      },
    },
    pluginLoader: (name) => {
      const plugin = plugins.get(name);
      if (plugin) return plugin;
      throw Object.assign(new Error(`There is no ${name}.`), { code: 'MODULE_NOT_FOUND' });
    },
  });
  if (error) throw error;
  const contentOf = (filename: string) => result.find((file) => file.filename === filename)?.content ?? '';
  return { documents: contentOf('documents.ts'), rights: contentOf('rights.ts') };
}
