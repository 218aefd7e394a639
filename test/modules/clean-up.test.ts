import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Module, ModuleDeps } from '../../src/module/index.js';
import { audit } from '../../src/modules/audit/index.js';
import { sessions } from '../../src/modules/sessions/index.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { startInstance, withDeps } from '../support/instance.js';

const HOUR = 3_600_000;

let place: TestPlace;
let deps: ModuleDeps;
let logged: readonly Record<string, unknown>[];
beforeEach(async () => {
  place = await createTestPlace('SQLite');
  const instance = await startInstance({ place });
  // Its own modules are stopped: eleven hours are half a million steps of what they do each quarter of a second.
  await instance.close();
  ({ logged } = instance);
  deps = withDeps(instance.deps, {});
  jest.useFakeTimers({ doNotFake: ['Date', 'performance'] });
});
afterEach(async () => {
  jest.useRealTimers();
  await place.remove();
});

test.each<[string, Module, (deps: ModuleDeps, removeOld: () => Promise<void>) => object]>([
  ['sessions', sessions, ({ services }, removeOld) => ({ sessions: { ...services.sessions, removeOld } })],
  ['audit', audit, ({ services }, removeOld) => ({ audit: { ...services.audit, removeOld } })],
])(
  'the module %s cleans up each hour, and again when it failed, until it is stopped',
  async (_name, module, replace) => {
    let times = 0;
    const removeOld = async () => {
      times += 1;
      if (times === 2) throw new Error('the database cannot be reached');
    };
    Object.assign(deps.services, replace(deps, removeOld));

    const stop = await module.start?.(deps);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(HOUR - 1);
    expect(times).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(times).toBe(1);
    await jest.advanceTimersByTimeAsync(5 * HOUR);
    expect(times).toBe(6);
    const warned = logged.filter(({ level }) => Number(level) >= 40);
    expect(warned.map(({ msg }) => msg)).toEqual([expect.stringMatching(/^could not remove old /)]);
    stop?.();
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(5 * HOUR);
    expect(times).toBe(6);
  },
);
