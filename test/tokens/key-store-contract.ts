import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { algorithms, type KeyStore, type StoredKey } from '../../src/tokens/index.js';

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

    test('it is empty at first', async () => {
      expect(await store.list()).toEqual([]);
    });

    test.each(algorithms)('it gives a key of %s back as it was', async (algorithm) => {
      const key = keyOf('a', { algorithm, sealed: `v1.${'Zé-_'.repeat(1000)}`, createdAt: 1_800_000_000_123 });
      await store.addUnless(never, key);
      expect(await store.list()).toEqual([key]);
    });

    test('it lists the newest first, in whatever order they came', async () => {
      for (const createdAt of [2, 4, 1, 3]) await store.addUnless(never, keyOf(`key-${createdAt}`, { createdAt }));
      expect((await store.list()).map(({ createdAt }) => createdAt)).toEqual([4, 3, 2, 1]);
    });

    test('it does not add the key if `exists` says so', async () => {
      await store.addUnless(never, keyOf('a'));
      await store.addUnless((stored) => stored.some(({ kid }) => kid === 'a'), keyOf('b'));
      expect(await kids(store)).toEqual(['a']);
    });

    test('it shows `exists` what `list` would, once', async () => {
      for (const createdAt of [1, 3, 2]) await store.addUnless(never, keyOf(`key-${createdAt}`, { createdAt }));
      const shown: (readonly StoredKey[])[] = [];
      await store.addUnless((stored) => shown.push(stored) > 0, keyOf('unwanted'));
      expect(shown).toEqual([await store.list()]);
    });

    test('it rejects as `exists` throws, adds nothing, and goes on', async () => {
      const failure = new Error('No key opens.');
      const attempt = store.addUnless(() => {
        throw failure;
      }, keyOf('a'));
      await expect(attempt).rejects.toBe(failure);
      expect(await store.list()).toEqual([]);
      await store.addUnless(never, keyOf('b'));
      expect(await kids(store)).toEqual(['b']);
    });

    test('of many at once that want to add the first key, one does', async () => {
      const wanted = Array.from({ length: 20 }, (_, index) => keyOf(`key-${index}`, { createdAt: index }));
      await Promise.all(wanted.map((key) => store.addUnless((stored) => stored.length > 0, key)));
      expect(await store.list()).toHaveLength(1);
    });

    test('of many at once that each want another key, all do', async () => {
      const wanted = Array.from({ length: 20 }, (_, index) => keyOf(`key-${index}`, { createdAt: index }));
      await Promise.all(
        wanted.map((key) => store.addUnless((stored) => stored.some(({ kid }) => kid === key.kid), key)),
      );
      expect(await store.list()).toEqual(wanted.toReversed());
    });
  });
}

const never = () => false;

const keyOf = (kid: string, changes: Partial<StoredKey> = {}): StoredKey => ({
  kid,
  algorithm: 'RS256',
  sealed: `sealed ${kid}`,
  createdAt: 1_800_000_000_000,
  ...changes,
});

const kids = async (store: KeyStore) => (await store.list()).map(({ kid }) => kid);
