// Follows docs/typed-client.md word for word in an empty folder, against a server of this checkout: first with the plugins
// for operations and documents, then with the client preset. Others are only addresses, and where packages come from.
// `npm run packages` goes before.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endWorld, startApi, USER } from './browser/world.mjs';
import { check, closing, makeFolder, packagesOf, ROOT, run, write } from './folders.mjs';
import { freePorts } from './programs.mjs';

const page = readFileSync(join(ROOT, 'docs/typed-client.md'), 'utf8');
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const ours = packagesOf();
const REACT = ['react', '@types/react'].map((name) => `${name}@${devDependencies[name]}`);

const folder = makeFolder('typed-client', []);
const inFolder = (commands, env) => run(folder, ['bash', '-euc', commands], env);
const put = (path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  write(folder, path, text);
};

/** Blocks of the page in this language that have this part. */
function blockOf(language, part) {
  const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language);
  const found = blocks.find(([, , text]) => text.includes(part));
  assert.ok(found, `docs/typed-client.md has no block of ${language || 'output'} with ${part}.`);
  return found[2];
}

/** Ours as this checkout has packed them, and others in the version that it is tested with. */
const pinned = (commands) =>
  commands.replaceAll(/^npm install .*$/gm, (line) =>
    line.replaceAll(/(?<= )(?!install|--)\S+/g, (name) => {
      const version = devDependencies[name];
      return ours[name] ?? (version ? `${name}@${version}` : name);
    }),
  );

check('it installs', () => {
  inFolder(pinned(blockOf('sh', 'npm init')).split('\n').slice(0, 2).join('\n'));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  put('package.json', JSON.stringify({ ...manifest, overrides: { '@portcullis/errors': ours['@portcullis/errors'] } }));
  inFolder(pinned(blockOf('sh', 'npm init')).split('\n').slice(2).join('\n'));
  inFolder(`npm install --save-dev ${REACT.join(' ')}`);
});

const [port] = await freePorts(1);
await startApi('typed-client', { PORT: String(port) });
const api = `http://127.0.0.1:${port}/graphql`;

check('types and rights are generated from the SDL of the server', () => {
  const print = blockOf('sh', 'portcullis schema').replace('npx portcullis', `node ${join(ROOT, 'dist/cli/index.js')}`);
  inFolder(print);
  put('src/operations.graphql', blockOf('graphql', 'query Me'));
  put('codegen.yml', blockOf('yaml', 'plugins: [typescript-operations'));
  inFolder(blockOf('sh', 'npx graphql-codegen'));
  const rights = readFileSync(join(folder, 'src/generated/rights.ts'), 'utf8');
  assert.match(rights, /^ {4}Users: \{ role: 'SUPPORT' \},$/m);
});

function compilesAndRuns() {
  put('src/main.ts', blockOf('ts', "show('nobody')"));
  put('src/others.ts', blockOf('ts', 'auth0|1'));
  put('src/rename-button.tsx', blockOf('tsx', 'useCan'));
  const [compile, start] = blockOf('sh', 'npx tsc').trim().split('\n');
  inFolder(compile);
  const printed = inFolder(start, { API_URL: api, ADMIN_PASSWORD: USER.password });
  assert.equal(printed, blockOf('', 'nobody:'));
  inFolder(compile.replace('src/main.ts', 'src/others.ts src/rename-button.tsx --jsx react-jsx'));
  assert.equal(inFolder('node dist/others.js'), "true\n{ role: 'SUPPORT' }\n");
}

check('the program compiles, and the client knows what the user may do', compilesAndRuns);

check('a rule that is tightened fails the compiler where it is used', () => {
  const sdl = readFileSync(join(folder, 'schema.graphql'), 'utf8');
  const tightened = sdl.replace(
    /^( {2}users\(.*)@auth\(role: SUPPORT\)/m,
    '$1@auth(role: SUPPORT) @auth(scopes: ["users"])',
  );
  assert.notEqual(tightened, sdl);
  put('schema.graphql', tightened);
  inFolder('npx graphql-codegen');
  const [compile] = blockOf('sh', 'npx tsc').trim().split('\n');
  assert.throws(() => inFolder(compile), /main\.ts\(\d+,\d+\): error TS18047: 'users' is possibly 'null'/);
  put('schema.graphql', sdl);
});

check('the client preset does as well', () => {
  inFolder('npm uninstall @graphql-codegen/typescript-operations @graphql-codegen/typed-document-node');
  inFolder('npm install --save-dev @graphql-codegen/client-preset');
  put('codegen.yml', blockOf('yaml', 'preset: client'));
  inFolder('rm -r src/generated && npx graphql-codegen');
  compilesAndRuns();
});

check('so does the preset whose documents are texts', () => {
  put(
    'codegen.yml',
    blockOf('yaml', 'preset: client').replace('useTypeImports', 'documentMode: string\n      useTypeImports'),
  );
  inFolder('rm -r src/generated && npx graphql-codegen');
  compilesAndRuns();
});

endWorld();
closing();
