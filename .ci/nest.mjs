// The example of a NestJS project, in an empty folder with the packed package. `npm run packages` goes before.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkLater, closing, makeFolder, ROOT, run, write } from './folders.mjs';

const NAMES = [
  ...['@apollo/server', '@as-integrations/express5', 'jsonwebtoken', 'reflect-metadata', 'rxjs', '@types/node'],
  ...['apollo', 'common', 'core', 'graphql', 'platform-express'].map((name) => `@nestjs/${name}`),
];
const FILES = ['hosts/shop.js', 'hosts/viewer.js', 'nest/server.ts', 'nest/tsconfig.json'];

const manifestOf = (path) => JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));
const { dependencies, devDependencies } = manifestOf('.');
const versions = { ...manifestOf('packages/tokens').dependencies, ...dependencies, ...devDependencies };
const others = Object.fromEntries(NAMES.map((name) => [name, versions[name]]));
const folder = makeFolder(
  'nest',
  ['@portcullis/access', '@portcullis/errors'],
  { graphql: '16.15.0', ...others },
  { type: 'module' },
);

await checkLater('@portcullis/access guards a NestJS project', async () => {
  run(folder, ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    const text = readFileSync(join(ROOT, 'examples', file), 'utf8');
    write(folder, file, text.replace("'portcullis/access'", "'@portcullis/access'"));
  }
  run(folder, [process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'nest']);
  const server = spawn(process.execPath, ['nest/dist/nest/server.js'], {
    cwd: folder,
    env: { ...process.env, PORT: '0', JWT_SECRET: randomBytes(32).toString('base64') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await ready(server);
    const body = JSON.stringify({ query: '{ products { sku cost } }' });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { data, errors } = await response.json();
    assert.deepEqual(data, { products: [{ sku: 'pen', cost: null }] });
    assert.deepEqual(
      errors.map(({ path, extensions }) => [path.join('.'), extensions.code]),
      [['products.0.cost', 'UNAUTHENTICATED']],
    );
  } finally {
    server.kill('SIGTERM');
  }
});
closing();

function ready(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stdout.on('data', (data) => {
      output += data;
      const [, url] = /^Ready at (\S+)$/m.exec(output) ?? [];
      if (url) resolve(url);
    });
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
}
