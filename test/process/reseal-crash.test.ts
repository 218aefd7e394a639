import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openSqlite } from '../../src/database/sqlite-library.js';
import { createKeyStore } from '../../src/modules/keys/store.js';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { openRuntime } from '../../src/server/runtime.js';
import { createMasterKeys, type StoredKey } from '../../src/tokens/index.js';
import { createSealedKey, openSealedKey } from '../../src/tokens/keys/sealed-key.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { masterKey } from '../support/master-key.js';
import { endProcesses, environmentOf, runCli, spawnCli } from '../support/process.js';
import { withDatabase } from '../support/with-database.js';

const [OLD, YOUNG] = [1, 2].map((number) => Buffer.from(masterKey(number), 'base64')) as [Buffer, Buffer];
const KEYS = 5;

describeEachDatabase('portcullis keys reseal that is killed', (engine) => {
  let place: TestPlace;
  let env: Record<string, string>;
  beforeEach(async () => {
    place = await createTestPlace(engine);
    const masterKey = [YOUNG, OLD].map((key) => key.toString('base64')).join(',');
    env = { ...environmentOf(place), MASTER_KEY: masterKey, TOKEN_ALGORITHM: 'ES256' };
    const { stop } = await openRuntime({
      modules,
      config: loadConfig({ modules, env: { ...env, LOG_LEVEL: 'silent' } }),
    });
    await stop();
    await addKeys();
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  const under = (key: Buffer) => createMasterKeys([key], randomBytes);
  const withStore = <T>(run: (store: ReturnType<typeof createKeyStore>) => Promise<T>) =>
    withDatabase(place, (database) => run(createKeyStore({ database, record: async () => {} })));
  const addKeys = () =>
    withStore(async (store) => {
      const options = { algorithm: 'ES256', masterKeys: under(OLD), clock: Date.now, randomBytes } as const;
      const keys = await Promise.all(Array.from({ length: KEYS }, () => createSealedKey(options)));
      await store.change(() => ({ changes: keys.map((key) => ({ kind: 'create', key })), outcome: undefined }));
    });
  const opened = (keys: readonly StoredKey[], master: Buffer) =>
    keys.filter((key) => openSealedKey(under(master), key)).length;

  /** Resolves once some keys are written anew and nothing is committed, and stays so until `release`. */
  const holdUp = engine === 'SQLite' ? holdUpSqlite : holdUpPostgres;

  test('in the middle leaves every key as it was, and the next one does it all', async () => {
    const before = await withStore((store) => store.list());
    expect([opened(before, OLD), opened(before, YOUNG)]).toEqual([KEYS, 0]);
    const { inTheMiddle, release } = await holdUp(place);
    const { kill, ended } = spawnCli(['keys', 'reseal'], { env });
    await inTheMiddle();
    kill('SIGKILL');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '', stderr: '' });
    await release();
    expect(await withStore((store) => store.list())).toEqual(before);
    expect(await withStore((store) => store.version())).toBe(1);

    const { code, stdout } = await runCli(['keys', 'reseal'], { env });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/: 5\. Already encrypted with it: 0\.\n$/),
    });
    const after = await withStore((store) => store.list());
    expect([opened(after, OLD), opened(after, YOUNG)]).toEqual([0, KEYS]);
  });
});

interface HoldUp {
  inTheMiddle(): Promise<void>;
  release(): Promise<void>;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Somebody else holds the row that the transaction writes last. */
async function holdUpPostgres(place: TestPlace): Promise<HoldUp> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let hold = () => {};
  const held = new Promise<void>((resolve) => {
    hold = resolve;
  });
  const holding = withDatabase(place, (database) =>
    database.transaction(async ({ query }) => {
      await sql`select number from signing_key_changes for update`.execute(query);
      hold();
      await released;
    }),
  );
  await held;
  const waits = async () => {
    const { rows } = await withDatabase(place, ({ query }) =>
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        and query like '%signing_key_changes%'`.execute(query),
    );
    return rows.length > 0;
  };
  return {
    inTheMiddle: async () => {
      while (!(await waits())) await pause();
    },
    release: async () => {
      release();
      await holding;
    },
  };
}

/** Each row that is written takes very long. */
async function holdUpSqlite({ dataDir }: TestPlace): Promise<HoldUp> {
  const file = openSqlite(`${dataDir}/portcullis.sqlite`);
  file.exec('pragma busy_timeout = 0');
  file.exec(`
    create view slow as with recursive c (n) as (select 1 union all select n + 1 from c where n < 1e10) select n from c;
    create trigger hold_up after update of sealed on signing_keys begin select count(*) from slow; end;`);
  const isLocked = () => {
    try {
      file.exec('begin immediate; rollback');
      return false;
    } catch {
      return true;
    }
  };
  return {
    // The start of a command holds the lock too, for a moment.
    inTheMiddle: async () => {
      for (let times = 0; times < 50; ) {
        await pause();
        times = isLocked() ? times + 1 : 0;
      }
    },
    release: async () => {
      file.exec('drop trigger hold_up; drop view slow');
      file.close();
    },
  };
}
