import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestPlace } from '../support/databases.js';

export interface ChildOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PRELUDE = `
  import { isOutage, openDatabase } from './dist/database/index.js';
  import { sql } from 'kysely';
  import pg from 'pg';
  import { openSqlite } from './dist/database/sqlite-library.js';
  const failureOf = (attempt) => attempt.then(() => 'nothing failed', (error) => error);
  const { DATABASE_URL: url, DATA_DIR: dataDir } = process.env;
  const db = openDatabase({ url, dataDir });
`;

/** Runs `script` in a process of its own, on the built code, with `db` open on `place`; PRELUDE says what else it has. */
export function runChild(script: string, { url, dataDir }: Pick<TestPlace, 'url' | 'dataDir'>): Promise<ChildOutcome> {
  const { PATH, NODE_OPTIONS } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', `${PRELUDE}${script};await db.close();`], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      ...(PATH && { PATH }),
      ...(NODE_OPTIONS && { NODE_OPTIONS }),
      ...(url && { DATABASE_URL: url }),
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
  });
}

export const SUCCESS = { code: 0, stderr: '' };
