import { relative } from 'node:path';
import { StartupError } from '../errors.js';
import { initProject } from './init-project.js';

/** `npm create portcullis FOLDER`: says what was made and what comes next, or why not, and sets the exit code. */
export function initFromCommandLine(args: readonly string[]): void {
  const [folder, ...others] = args;
  if (folder === undefined || folder.startsWith('-') || others.length > 0) {
    process.stderr.write('Name the folder of the new project: npm create portcullis my-api\n');
    process.exitCode = 1;
    return;
  }
  try {
    process.stdout.write(`${init(folder)}\n`);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Makes the project, and says what comes next. */
export function init(path: string): string {
  const { name, folder, files } = initProject(path);
  const here = relative('.', folder);
  const enter = here === '' ? '' : `  cd ${here}\n`;
  return `${name} has ${files.length} files. Next:\n\n${enter}  npm install\n  npm run dev\n\nSee README.md for more.`;
}
