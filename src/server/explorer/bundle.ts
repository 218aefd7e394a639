import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Answer } from '../http/answer.js';

/** What `npm run build` makes of `src/explorer`. */
const FOLDER = new URL('../../../dist/explorer/', import.meta.url);

const TYPES = {
  'graphiql.js': 'text/javascript; charset=utf-8',
  'graphiql.css': 'text/css; charset=utf-8',
  'sandbox.js': 'text/javascript; charset=utf-8',
} as const;

export type BundleFile = keyof typeof TYPES;

export const BUNDLE_FILES = Object.freeze(Object.keys(TYPES)) as readonly BundleFile[];

/** The files of the explorer's pages. Each is read when it is first asked for. */
export interface Bundle {
  /** Of its content: another one stands for another file. */
  versionOf(file: BundleFile): Promise<string>;
  /** The file; browsers keep it for good if they asked for this version of it. */
  answer(file: BundleFile, asked: AskedFile): Promise<Answer>;
}

export interface AskedFile {
  readonly version: string | null;
  /** The `If-None-Match` of the request. */
  readonly known: string | undefined;
}

interface LoadedFile {
  readonly body: Uint8Array;
  readonly version: string;
}

export function createBundle(folder: URL = FOLDER): Bundle {
  const loaded = new Map<BundleFile, Promise<LoadedFile>>();
  const load = (file: BundleFile) => {
    const loading = loaded.get(file) ?? readVersioned(new URL(file, folder));
    loaded.set(file, loading);
    loading.catch(() => loaded.delete(file));
    return loading;
  };
  return {
    versionOf: async (file) => (await load(file)).version,
    answer: async (file, { version: asked, known }) => {
      const { body, version } = await load(file);
      const headers = { etag: `"${version}"`, 'cache-control': asked === version ? FOR_GOOD : 'no-cache' };
      if (known === headers.etag) return { status: 304, headers, body: '' };
      const length = { 'content-type': TYPES[file], 'content-length': String(body.length) };
      return { status: 200, headers: { ...headers, ...length }, body };
    },
  };
}

const FOR_GOOD = 'public, max-age=31536000, immutable';

async function readVersioned(path: URL): Promise<LoadedFile> {
  const body = await readFile(path);
  return { body, version: createHash('sha256').update(body).digest('base64url').slice(0, 16) };
}
