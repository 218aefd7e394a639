import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';

const MOST_BYTES = 5000;

/** What a page loads, without the operations, of which each project has its own. */
async function bundled(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: 'src/client', loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    plugins: [
      {
        name: 'without operations',
        setup: ({ onResolve }) =>
          onResolve({ filter: /generated/ }, () => ({ path: 'operations', external: true, sideEffects: false })),
      },
    ],
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

test('the client is small, and what a page does not use of it is left out', async () => {
  const all = await bundled("export { createClient, ClientError, isCode } from './index.ts'");
  expect(all).toBeLessThanOrEqual(MOST_BYTES);
  expect(await bundled("export { isCode } from './index.ts'")).toBeLessThan(500);
});
