import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PROJECT = import.meta.dirname;

export interface Compilation {
  readonly code: number | null;
  readonly output: string;
  /** The text of each artifact, by its name without endings. */
  readonly artifacts: ReadonlyMap<string, string>;
  readonly directory: string;
}

/** What relay-compiler makes of the project beside this file, against this SDL, in a directory of its own. */
export async function compile(sdl: string): Promise<Compilation> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-relay-'));
  cpSync(join(PROJECT, 'src'), join(directory, 'src'), { recursive: true });
  cpSync(join(PROJECT, 'relay.config.json'), join(directory, 'relay.config.json'));
  writeFileSync(join(directory, 'schema.graphql'), sdl);
  mkdirSync(join(directory, 'artifacts'));
  const binary: string = createRequire(import.meta.url)('relay-compiler');
  const child = spawn(binary, ['relay.config.json', '--noWatchman'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], ...output] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  const artifacts = readdirSync(join(directory, 'artifacts')).map(
    (file) => [file.replace('.graphql.ts', ''), readFileSync(join(directory, 'artifacts', file), 'utf8')] as const,
  );
  return { code, output: output.join(''), artifacts: new Map(artifacts), directory };
}

/** The text of the operation that an artifact sends. */
export function operationOf(artifact: string | undefined): string {
  const [, literal] = /^ {4}"text": (".*")$/m.exec(artifact ?? '') ?? [];
  if (!literal) throw new TypeError('There is no operation in this artifact.');
  return JSON.parse(literal);
}
