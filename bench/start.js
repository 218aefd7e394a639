// `npm run bench`: installs the peers when they are not there, or not those of the lock file, and runs the comparison.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const marker = `${folder}/node_modules/.installed`;
const wanted = createHash('sha256')
  .update(readFileSync(`${folder}/package-lock.json`))
  .digest('hex');

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== wanted) {
  process.stderr.write('Installing the peers\n');
  // Not an error for all of them: some say that they want a newer Node than they use.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    process.stderr.write('The peers of the comparison cannot be installed: "npm ci" failed in bench/.\n');
    process.exit(1);
  }
  writeFileSync(marker, wanted);
}

await import('./main.js');
