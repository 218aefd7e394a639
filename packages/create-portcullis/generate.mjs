// Writes what `npm run codegen` makes in a new project into the template: node packages/create-portcullis/generate.mjs
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEMPLATE = fileURLToPath(new URL('template', import.meta.url));
const GENERATED = ['schema.graphql', 'src/generated/resolvers.ts'];

// In a project, `portcullis` is a package. Whatever else it needs is found in the folders above.
const project = join(ROOT, 'build/template');
rmSync(project, { recursive: true, force: true });
cpSync(TEMPLATE, project, { recursive: true });
mkdirSync(join(project, 'node_modules'));
symlinkSync(ROOT, join(project, 'node_modules/portcullis'), 'dir');

const run = (file, ...args) =>
  execFileSync(process.execPath, [join(ROOT, file), ...args], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
run('dist/cli/index.js', 'schema', '--out', 'schema.graphql');
run('node_modules/@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.yml');
for (const file of GENERATED) {
  mkdirSync(dirname(join(TEMPLATE, file)), { recursive: true });
  cpSync(join(project, file), join(TEMPLATE, file));
}
rmSync(project, { recursive: true });
