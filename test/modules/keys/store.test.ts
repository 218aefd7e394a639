import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/database/index.js';
import type { AuditRecord } from '../../../src/modules/audit/index.js';
import { migrations } from '../../../src/modules/keys/migrations.js';
import { createKeyStore } from '../../../src/modules/keys/store.js';
import { createTestPlace, describeEachDatabase } from '../../support/databases.js';
import { create, keyStoreContract, storedKey } from '../../tokens/keys/key-store-contract.js';
import { rejectionOf, useModuleDatabase } from '../module-database.js';

describeEachDatabase('the signing keys', (engine) => {
  keyStoreContract('The database store', async () => {
    const place = await createTestPlace(engine);
    const database = openDatabase(place);
    await database.migrate(migrations);
    return {
      store: createKeyStore({ database, record: async () => {} }),
      close: async () => {
        await database.close();
        await place.remove();
      },
    };
  });
});

describeEachDatabase('a change of signing keys', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const openStore = (record: (event: AuditRecord) => void = () => {}) =>
    createKeyStore({ database: current().database, record: async (_tx, event) => record(event) });

  test('is told of by audit events, in its transaction', async () => {
    const events: AuditRecord[] = [];
    const store = openStore((event) => events.push(event));
    const outcome = undefined;
    await store.change(() => ({ changes: [create(storedKey('a')), create(storedKey('b'))], outcome }));
    const retire = { kind: 'retire', at: 5 } as const;
    await store.change(() => ({
      changes: [
        { kind: 'reseal', kid: 'a', sealed: 'anew' },
        { kind: 'reseal', kid: 'b', sealed: 'anew' },
      ],
      outcome,
    }));
    await store.change(() => ({
      changes: [
        { ...retire, kid: 'a', compromised: false },
        { ...retire, kid: 'b', compromised: true },
      ],
      outcome,
    }));
    await store.change(() => ({ changes: [], outcome }));
    await store.noteSigning('a', 9);
    expect(events).toEqual([
      { type: 'KEY_CREATED', detail: 'a RS256' },
      { type: 'KEY_CREATED', detail: 'b RS256' },
      { type: 'KEYS_RESEALED', detail: 'a b' },
      { type: 'KEY_RETIRED', detail: 'a' },
      { type: 'KEY_RETIRED', detail: 'b compromised' },
    ]);
  });

  test.each<[string, RegExp, (store: ReturnType<typeof openStore>) => Promise<unknown>]>([
    [
      'the event cannot be written',
      /^no event$/,
      () => {
        const failing = openStore(() => {
          throw new Error('no event');
        });
        return failing.change(() => ({ changes: [create(storedKey('c'))], outcome: undefined }));
      },
    ],
    [
      'its last part cannot be written',
      /unique|duplicate/i,
      (store) =>
        store.change(() => ({
          changes: [
            { kind: 'reseal', kid: 'a', sealed: 'anew' },
            { kind: 'retire', kid: 'b', at: 5, compromised: true },
            create(storedKey('a')),
          ],
          outcome: undefined,
        })),
    ],
  ])('is undone if %s', async (_what, message, attempt) => {
    const store = openStore();
    await store.change(() => ({ changes: [create(storedKey('a')), create(storedKey('b'))], outcome: undefined }));
    const before = [await store.list(), await store.version()];
    expect(await rejectionOf(attempt(store))).toHaveProperty('message', expect.stringMatching(message));
    expect([await store.list(), await store.version()]).toEqual(before);
  });
});

describeEachDatabase('keys of before there was rotation', (engine) => {
  const { '001-signing-keys': first = { up: async () => {} }, ...later } = migrations;
  const current = useModuleDatabase(engine, { '001-signing-keys': first });
  const open = () => {
    const { database } = current();
    const insert = sql`insert into signing_keys (kid, algorithm, sealed, created_at) values ('a', 'RS256', 'sealed a', 7)`;
    return {
      store: createKeyStore({ database, record: async () => {} }),
      insert: () => insert.execute(database.query),
      migrate: () => database.migrate({ '001-signing-keys': first, ...later }),
    };
  };

  test('signed since they were made, and perhaps until now', async () => {
    const { store, insert, migrate } = open();
    await insert();
    const before = Date.now();
    await migrate();
    const [key] = await store.list();
    expect(key).toMatchObject({ kid: 'a', sealed: 'sealed a', createdAt: 7, activatesAt: 7, retiredAt: null });
    expect(key?.lastSignedAt).toBeGreaterThanOrEqual(before);
    expect(await store.version()).toBe(0);
  });

  test('sign at once when an older instance makes them still', async () => {
    const { store, insert, migrate } = open();
    await migrate();
    await insert();
    expect(await store.list()).toEqual([storedKey('a', { createdAt: 7, activatesAt: 7 })]);
  });
});
