import { LRUCache } from 'lru-cache';
import { type Count, type Counters, currentOf, fullOf, type Taken, type Wanted } from './counters.js';
import { ALWAYS_OPEN, opensAfter } from './rule.js';

/** Of each kind: some 20 MB. */
const MAX_KEYS = 100_000;

/** The counters of one process: enough where a database has one server. */
export function createMemoryCounters(clock: () => number): Counters {
  const windows = createMemory();
  // Keys of accounts come no faster than what is counted over all. Those of networks do, and must not push them out.
  const delays = createMemory();
  const memoryWith = (key: string) => (delays.made()?.has(key) ? delays : windows);
  const memoryOf = ({ rule }: Wanted) => (rule.maxDelayMilliseconds > 0 ? delays : windows);
  const find = (wanted: Wanted, now: number) => currentOf(memoryOf(wanted).made()?.get(wanted.key), wanted.rule, now);
  const add = (wanted: Wanted, now: number): Taken => {
    const { key, rule, uses } = wanted;
    const known = find(wanted, now);
    const count = (known?.count ?? 0) + uses;
    const expiresAt = known?.expiresAt ?? now + rule.windowMilliseconds;
    const counted = { key, count, opensAt: opensAfter(rule, count, now), expiresAt };
    memoryOf(wanted).make().set(key, counted);
    return { ...counted, uses };
  };
  const remove = ({ key, uses, opensAt, expiresAt }: Taken) => {
    const counts = memoryWith(key).made();
    const known = counts?.get(key);
    if (known?.expiresAt !== expiresAt || known.count === 0) return;
    const reopened = known.opensAt === opensAt ? ALWAYS_OPEN : known.opensAt;
    counts?.set(key, { ...known, count: Math.max(0, known.count - uses), opensAt: reopened });
  };
  return Object.freeze({
    take: async (wanted) => {
      const now = clock();
      const full = wanted.flatMap((each) => fullOf(each, find(each, now), now) ?? []);
      return full.length > 0 ? { full } : { taken: wanted.map((each) => add(each, now)) };
    },
    giveBack: async (taken) => {
      for (const each of taken) remove(each);
    },
    clear: async (key) => void memoryWith(key).made()?.delete(key),
    removeExpired: async () => {
      const now = clock();
      for (const counts of [windows, delays])
        for (const [key, { expiresAt }] of counts.made()?.entries() ?? [])
          if (expiresAt <= now) counts.made()?.delete(key);
    },
  } satisfies Counters);
}

/** Room for all keys is made at once, which takes 10 ms: by what is counted first, and not where nothing ever is. */
function createMemory() {
  let counts: LRUCache<string, Count> | undefined;
  return {
    made: () => counts,
    make: () => {
      counts ??= new LRUCache({ max: MAX_KEYS });
      return counts;
    },
  };
}
