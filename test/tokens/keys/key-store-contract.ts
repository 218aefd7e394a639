import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { algorithms, type KeyChange, type KeyStore, type StoredKey } from '../../../src/tokens/index.js';

export interface KeyStoreUnderTest {
  readonly store: KeyStore;
  close(): Promise<void>;
}

/** What each implementation of `KeyStore` must pass. `createStore` makes an empty one. */
export function keyStoreContract(name: string, createStore: () => Promise<KeyStoreUnderTest>): void {
  describe(`${name} is a KeyStore`, () => {
    let opened: KeyStoreUnderTest;
    let store: KeyStore;
    beforeEach(async () => {
      opened = await createStore();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const make = (...changes: KeyChange[]) => store.change(() => ({ changes, outcome: undefined }));
    const kids = async () => (await store.list()).map(({ kid }) => kid);

    test('it is empty at first', async () => {
      expect(await store.list()).toEqual([]);
      expect(typeof (await store.version())).toBe('number');
    });

    test.each(algorithms)('it gives a key of %s back as it was', async (algorithm) => {
      const key = storedKey('a', { algorithm, sealed: `v1.${'Zé-_'.repeat(1000)}`, lastSignedAt: 7, activatesAt: 9 });
      await make(create(key));
      expect(await store.list()).toEqual([key]);
    });

    test('it lists the newest first, in whatever order they came', async () => {
      for (const createdAt of [2, 4, 1, 3]) await make(create(storedKey(`key-${createdAt}`, { createdAt })));
      expect((await store.list()).map(({ createdAt }) => createdAt)).toEqual([4, 3, 2, 1]);
    });

    test('it retires a key for good, without what was sealed, and leaves the others', async () => {
      const [a, b] = [storedKey('a', { lastSignedAt: 3 }), storedKey('b')];
      await make(create(a), create(b));
      await make({ kind: 'retire', kid: 'a', at: 1_800_000_000_123, compromised: false });
      expect(await store.list()).toEqual([{ ...a, sealed: '', retiredAt: 1_800_000_000_123 }, b]);
    });

    test('it reseals a key, and leaves the others', async () => {
      const [a, b] = [storedKey('a', { activatesAt: 5 }), storedKey('b')];
      await make(create(a), create(b));
      await make({ kind: 'reseal', kid: 'a', sealed: 'anew' });
      expect(await store.list()).toEqual([{ ...a, sealed: 'anew' }, b]);
    });

    test('it shows a plan what `list` would, once, makes all its changes and resolves to its outcome', async () => {
      for (const createdAt of [1, 3, 2]) await make(create(storedKey(`key-${createdAt}`, { createdAt })));
      const shown: (readonly StoredKey[])[] = [];
      const before = await store.list();
      const outcome = await store.change((stored) => {
        shown.push(stored);
        const retired = { kind: 'retire', kid: 'key-3', at: 5, compromised: true } as const;
        return { changes: [create(storedKey('key-4', { createdAt: 4 })), retired], outcome: 'done' };
      });
      expect(outcome).toBe('done');
      expect(shown).toEqual([before]);
      expect((await store.list()).map(({ kid, retiredAt }) => [kid, retiredAt])).toEqual([
        ['key-4', null],
        ['key-3', 5],
        ['key-2', null],
        ['key-1', null],
      ]);
    });

    test('it rejects as a plan throws, changes nothing, and goes on', async () => {
      await make(create(storedKey('a')));
      const before = [await store.list(), await store.version()];
      const failure = new Error('No key opens.');
      const attempt = store.change(() => {
        throw failure;
      });
      await expect(attempt).rejects.toBe(failure);
      expect([await store.list(), await store.version()]).toEqual(before);
      await make(create(storedKey('b')));
      expect(await kids()).toEqual(['a', 'b']);
    });

    test('it has another version after each change, and the same after none', async () => {
      const versions = [await store.version()];
      const next = async (...changes: KeyChange[]) => {
        await make(...changes);
        versions.push(await store.version());
      };
      await next(create(storedKey('a')), create(storedKey('b')));
      await next(create(storedKey('c')));
      await next({ kind: 'reseal', kid: 'a', sealed: 'anew' });
      await next({ kind: 'retire', kid: 'a', at: 1, compromised: false });
      expect(new Set(versions).size).toBe(5);
      await make();
      await store.noteSigning('b', 7);
      expect(await store.version()).toBe(versions.at(-1));
    });

    test('it notes when a key signed last, and never goes back', async () => {
      await make(create(storedKey('a')), create(storedKey('b')));
      for (const at of [1_800_000_000_500, 1_800_000_000_400]) await store.noteSigning('a', at);
      await store.noteSigning('unknown', 7);
      expect((await store.list()).map(({ kid, lastSignedAt }) => [kid, lastSignedAt])).toEqual([
        ['a', 1_800_000_000_500],
        ['b', null],
      ]);
    });

    test('it leaves a retired key as it was', async () => {
      await make(create(storedKey('a')));
      await make({ kind: 'retire', kid: 'a', at: 5, compromised: false });
      await store.noteSigning('a', 7);
      expect(await store.list()).toEqual([storedKey('a', { sealed: '', retiredAt: 5 })]);
    });

    test('of many at once that want to add the first key, one does', async () => {
      const wanted = Array.from({ length: 20 }, (_, index) => storedKey(`key-${index}`, { createdAt: index }));
      const outcomes = await Promise.all(
        wanted.map((key) =>
          store.change((stored) => ({ changes: stored.length > 0 ? [] : [create(key)], outcome: stored.length })),
        ),
      );
      expect(outcomes.toSorted((a, b) => a - b)).toEqual([0, ...Array.from({ length: 19 }, () => 1)]);
      expect(await store.list()).toHaveLength(1);
    });

    test('of many at once that each want another key, all do, and each sees those before', async () => {
      const wanted = Array.from({ length: 20 }, (_, index) => storedKey(`key-${index}`, { createdAt: index }));
      const seen = await Promise.all(
        wanted.map((key) => store.change((stored) => ({ changes: [create(key)], outcome: stored.length }))),
      );
      expect(seen.toSorted((a, b) => a - b)).toEqual(wanted.map((_, index) => index));
      expect(await store.list()).toEqual(wanted.toReversed());
    });
  });
}

export const create = (key: StoredKey): KeyChange => ({ kind: 'create', key });

export const storedKey = (kid: string, changes: Partial<StoredKey> = {}): StoredKey => ({
  kid,
  algorithm: 'RS256',
  sealed: `sealed ${kid}`,
  createdAt: 1_800_000_000_000,
  activatesAt: 1_800_000_000_000,
  lastSignedAt: null,
  retiredAt: null,
  ...changes,
});
