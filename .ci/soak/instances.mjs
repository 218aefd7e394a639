// Instances of the server as it was built, each behind a way to the database of its own.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresProxy } from '../../test/support/postgres-proxy.ts';
import { ROOT } from '../folders.mjs';
import { startProgram } from '../programs.mjs';

const PROBE = ['--expose-gc', '--import', './.ci/soak/memory-probe.mjs'];
const CLOCK_READ_SECONDS = 1;

/** An instance that can be started again and again on one port. With a clock, it can be told what time it is. */
export async function createInstance({ name, port, env, database, hasClock }) {
  const proxy = await createPostgresProxy(database);
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-soak-'));
  const clock = hasClock ? createClock(folder) : undefined;
  let running;
  let pid;
  let written = '';
  const start = async () => {
    const given = {
      ...env,
      ...clock?.env,
      PORT: String(port),
      DATABASE_URL: proxy.url,
      DATA_DIR: join(folder, 'data'),
    };
    const options = { cwd: ROOT, env: given, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] };
    const command = [process.execPath, ...PROBE, 'dist/main.js'];
    running = await startProgram(command, options, (output) => output.includes('Portcullis answers at'));
    ({ pid } = running.child);
  };
  const stop = async (signal) => {
    await running?.(signal);
    written += running?.output() ?? '';
    running = undefined;
    clock?.forget(pid);
  };
  return {
    name,
    url: `http://127.0.0.1:${port}/graphql`,
    database: proxy,
    setClock: clock?.set,
    /** By the `Date` of an answer. */
    aheadSeconds: async () => {
      const { headers } = await fetch(`http://127.0.0.1:${port}/healthz`);
      return (Date.parse(headers.get('date')) - Date.now()) / 1000;
    },
    start,
    stop,
    /** All that it wrote, without the lines of its starts. */
    log: () => `${written}${running?.output() ?? ''}`.replace(/^Portcullis answers at .*\n/gm, ''),
    signal: (signal) => running.child.kill(signal),
    memory: () =>
      new Promise((resolve) => {
        running.child.once('message', resolve);
        running.child.send('memory');
      }),
    remove: async () => {
      await stop('SIGKILL');
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's libfaketime, by which the time of day of a process jumps and its uptime goes on; undefined without it. */
function createClock(folder) {
  const library = readdirSync('/usr/lib', { withFileTypes: true })
    .map(({ name }) => join('/usr/lib', name, 'faketime'))
    .flatMap((path) => filesOf(path).map((file) => join(path, file)))
    .find((path) => path.endsWith('libfaketimeMT.so.1'));
  if (library === undefined) return undefined;
  const file = join(folder, 'clock');
  const set = (seconds) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  set(0);
  return {
    set,
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: String(CLOCK_READ_SECONDS),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    // It leaves these behind when its process is killed.
    forget: (pid) => {
      for (const name of ['faketime_shm_', 'sem.faketime_sem_'])
        rmSync(join('/dev/shm', `${name}${pid}`), { force: true });
    },
  };
}

function filesOf(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
