import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartupError } from '../errors.js';

const PACKAGE = new URL('../../', import.meta.url);

/** Names that npm would not pack, or would read as its own. */
const DOTTED = new Set(['_gitignore', '_dockerignore', '_env.example']);

export interface NewProject {
  /** Where it was made. */
  readonly folder: string;
  readonly name: string;
  /** Its files, by their paths in it. */
  readonly files: readonly string[];
}

/**
 * Makes a project with a server of its own in a folder, which it makes if it is not there. Throws a `StartupError`, and
 * writes nothing, if the folder has files in it, or a name that no package can have.
 */
export function initProject(path: string): NewProject {
  const folder = resolve(path);
  const name = basename(folder).toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name) || name.length > 214)
    throw new StartupError([
      `${path}: The project is named after its folder, which may contain letters, digits, hyphens, dots and underscores. Choose another name.`,
    ]);
  if (existsSync(folder) && readdirSync(folder).some((each) => each !== '.git'))
    throw new StartupError([`${path} is not empty. Name an empty folder, or one that does not exist yet.`]);
  const template = fileURLToPath(new URL('template/', PACKAGE));
  const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8'));
  const files = filesOf(template).map((file) => {
    const written = join(dirname(file), nameOf(basename(file)));
    mkdirSync(dirname(join(folder, written)), { recursive: true });
    writeFileSync(join(folder, written), withName(readFileSync(join(template, file), 'utf8'), file, { name, version }));
    return written;
  });
  return { folder, name, files };
}

function filesOf(template: string): readonly string[] {
  const entries = readdirSync(template, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(template.length)).sort();
}

function nameOf(file: string): string {
  return DOTTED.has(file) ? file.replace('_', '.') : file;
}

function withName(text: string, file: string, { name, version }: { name: string; version: string }): string {
  if (file === 'README.md') return text.replace('# my-api', `# ${name}`);
  if (file !== 'package.json') return text;
  const manifest = JSON.parse(text);
  const dependencies = { ...manifest.dependencies, portcullis: `^${version}` };
  return `${JSON.stringify({ ...manifest, name, dependencies }, null, 2)}\n`;
}
