import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartupError } from '../errors.js';
import { errorCode } from './error-code.js';

const NAMES = ['ts', 'mts', 'js', 'mjs'].map((extension) => `portcullis.config.${extension}`);
/** Where it is looked for. The second is for an image that has what was built, and no source. */
const FOLDERS = ['.', 'dist'];

/**
 * The configuration file that a command reads: the one that is named, else `portcullis.config.ts` or `.js` in this
 * folder, else the one in `dist`. Undefined if there is none. Throws a `StartupError` if one folder has several.
 */
export function findConfigFile(named: string | undefined): string | undefined {
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new StartupError([`--config: The file ${named} does not exist.`]);
  }
  for (const folder of FOLDERS) {
    const found = NAMES.map((name) => (folder === '.' ? name : `${folder}/${name}`)).filter(existsSync);
    if (found.length > 1)
      throw new StartupError([`There are ${found.join(' and ')}. Choose one: --config ${found[0]}`]);
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

/** What the file exports by default. Throws a `StartupError` that names the file for whatever it throws. */
export async function importConfigFile(file: string): Promise<unknown> {
  const path = resolve(file);
  if (/\.m?ts$/.test(path)) await prepareForTypeScript(path, file);
  try {
    const { default: exported } = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    // CommonJS that TypeScript has made.
    return isNamespace(exported) ? exported.default : exported;
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError([`${file} cannot be read: ${reasonOf(error)}`], { cause: error });
  }
}

/** Node needs help with TypeScript: that of the project's own tsx, or from 22.18 on its own. */
async function prepareForTypeScript(path: string, file: string): Promise<void> {
  const { resolve: find } = createRequire(path);
  try {
    await import(pathToFileURL(find('tsx')).href);
  } catch (error) {
    if (errorCode(error) !== 'MODULE_NOT_FOUND') throw error;
    if ('typescript' in process.features && process.features.typescript) return;
    throw new StartupError([
      `${file} is TypeScript, which this version of Node cannot run. Install tsx in the project (npm install --save-dev tsx), or compile the file and pass the result: --config dist/portcullis.config.js`,
    ]);
  }
}

function isNamespace(value: unknown): value is { readonly default: unknown } {
  return typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value;
}

/** The message, and where in the project it came from. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, place] = /(?:\(|at )(?:file:\/\/)?(\/[^()\s]+:\d+:\d+)\)?$/m.exec(error.stack ?? '') ?? [];
  return place === undefined ? error.message : `${error.message} (${relative('.', place)})`;
}
