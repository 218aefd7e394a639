// Binaries of other versions of Node, from npm.

import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { makeFolder, start } from './folders.mjs';

/** The paths of the newest Node of each of these lines, as `20.19` or `22`, by line. */
export async function nodeBinaries(lines) {
  const packageName = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const aliases = Object.fromEntries(lines.map((line) => [`node-${line}`, `npm:${packageName}@${line}`]));
  const folder = makeFolder(`nodes-${lines.join('-')}`, [], aliases);
  const { code, output } = await start(folder, [
    'npm',
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
  ]);
  if (code !== 0) throw new Error(output);
  return new Map(lines.map((line) => [line, join(folder, 'node_modules', `node-${line}`, 'bin/node')]));
}
