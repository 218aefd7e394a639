// The server as it was at the commit of .ci/previous-build, built in a folder of its own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installedIn, ROOT } from './folders.mjs';

const run = (cwd, program, ...args) => execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
const git = (...args) => run(ROOT, 'git', ...args);

/** Its folder, removed at the end of the process; undefined where the history is cut off before it. */
export function buildPrevious() {
  const commit = readFileSync(join(ROOT, '.ci/previous-build'), 'utf8').trim();
  if (!hasCommit(commit)) {
    if (git('rev-parse', '--is-shallow-repository') === 'true') return undefined;
    throw new Error(`The commit ${commit} of .ci/previous-build is not in the history.`);
  }
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'build/previous-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  execFileSync('bash', ['-c', `git archive ${commit} | tar -x -C "$0"`, folder], { cwd: ROOT });
  install(folder);
  run(folder, 'npm', 'run', '--silent', 'build');
  return { commit, folder };
}

function hasCommit(commit) {
  try {
    git('cat-file', '-e', `${commit}^{commit}`);
    return true;
  } catch {
    return false;
  }
}

/** Takes the packages that are here, if all that it needs is among them in the same version. */
function install(folder) {
  const here = new Map(installedIn(ROOT).map(({ path, version }) => [path, version]));
  const isSame = ({ path, version }) => here.get(path) === version;
  if (!existsSync(join(ROOT, 'node_modules')) || !installedIn(folder).every(isSame)) {
    run(folder, 'npm', 'ci', '--no-audit', '--no-fund');
    return;
  }
  // Links between the packages of the workspace are relative, and lead to those of the folder then.
  run(ROOT, 'cp', '-al', 'node_modules', folder);
}
