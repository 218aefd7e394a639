// Follows "Without containers" of docs/operations.md as it is written, in a clone of this repository in an empty folder, on
// the PostgreSQL of this machine and with Debian's nginx. Only the role, the database and the ports have other names.
import { execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openShell, sectionOf, stepsOf } from './documented.mjs';
import { ROOT } from './folders.mjs';
import { freePorts, isFree } from './programs.mjs';

const POSTGRES = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres');
const NAME = `portcullis_operations_${randomBytes(6).toString('hex')}`;

const parent = mkdtempSync(join(tmpdir(), 'portcullis-operations-'));
const folder = join(parent, 'portcullis');

/** The beginning of the ports of the three instances, which end with 1, 2 and 3. */
async function freeRow() {
  for (;;) {
    const row = randomInt(1000, 3200);
    const free = await Promise.all([1, 2, 3].map((last) => isFree(row * 10 + last)));
    if (free.every(Boolean)) return String(row);
  }
}

async function sectionHere() {
  const [proxy] = await freePorts(1);
  const [http, metrics] = [await freeRow(), await freeRow()];
  const changes = [
    ['ROLE portcullis', `ROLE ${NAME}`],
    ['DATABASE portcullis OWNER portcullis', `DATABASE ${NAME} OWNER ${NAME}`],
    ['portcullis:$password@127.0.0.1:5432/portcullis', `${NAME}:$password@${POSTGRES.host}/${NAME}`],
    ['PORT=400$n METRICS_PORT=946$n', `PORT=${http}$n METRICS_PORT=${metrics}$n`],
    ['127.0.0.1:400$n/readyz', `127.0.0.1:${http}$n/readyz`],
    ['127.0.0.1:400\\1', `127.0.0.1:${http}\\1`],
    ['listen 127.0.0.1:8080', `listen 127.0.0.1:${proxy}`],
    ['localhost:8080', `localhost:${proxy}`],
  ];
  const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  return changes.reduce(
    (text, [part, other]) => {
      if (!text.includes(part)) throw new Error(`"Without containers" in docs/operations.md has no "${part}".`);
      return text.replaceAll(part, other);
    },
    sectionOf(page, 'Without containers'),
  );
}

async function administer(statement) {
  const client = new pg.Client({ connectionString: String(POSTGRES) });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** What still runs, if a step failed. */
function endProcesses() {
  for (const file of ['portcullis-1.pid', 'portcullis-2.pid', 'portcullis-3.pid', 'nginx.pid'].map((each) =>
    join(folder, each),
  )) {
    try {
      if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')));
    } catch {
      // It has ended.
    }
  }
}

const steps = stepsOf(await sectionHere());
execFileSync('git', ['clone', '--quiet', ROOT, folder]);
const { hostname, port, username, password } = POSTGRES;
const shell = openShell({
  flags: '-eu',
  cwd: folder,
  env: {
    ...process.env,
    PATH: `${process.env.PATH}:/usr/sbin`,
    PGHOST: hostname,
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
  },
});
try {
  for (const step of steps) await shell.follow(step);
  shell.close();
  console.log(`"Without containers" works: ${steps.length} blocks, each with the output that the page shows.`);
} finally {
  endProcesses();
  await administer(`drop database if exists ${NAME} with (force)`);
  await administer(`drop role if exists ${NAME}`);
  rmSync(parent, { recursive: true, force: true });
}
