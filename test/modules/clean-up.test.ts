import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Module, ModuleDeps } from '../../src/module/index.js';
import { audit } from '../../src/modules/audit/index.js';
import { sessions } from '../../src/modules/sessions/index.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { startInstance, type TestInstance, withDeps } from '../support/instance.js';

const HOUR = 3_600_000;

let place: TestPlace;
let instance: TestInstance;
beforeEach(async () => {
  place = await createTestPlace('SQLite');
  instance = await startInstance({ place });
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date', 'performance'] });
});
afterEach(async () => {
  jest.useRealTimers();
  await instance.close();
  await place.remove();
});

test.each<[string, Module, (deps: ModuleDeps, removeOld: () => Promise<void>) => object]>([
  ['sessions', sessions, ({ services }, removeOld) => ({ sessions: { ...services.sessions, removeOld } })],
  ['audit', audit, ({ services }, removeOld) => ({ audit: { ...services.audit, removeOld } })],
])(
  'the module %s cleans up each hour, and again when it failed, until it is stopped',
  async (_name, module, replace) => {
    let times = 0;
    const deps = withDeps(instance.deps, {});
    const removeOld = async () => {
      times += 1;
      if (times === 2) throw new Error('the database is out of reach');
    };
    Object.assign(deps.services, replace(deps, removeOld));

    const stop = await module.start?.(deps);
    await jest.advanceTimersByTimeAsync(HOUR - 1);
    expect(times).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(times).toBe(1);
    await jest.advanceTimersByTimeAsync(5 * HOUR);
    expect(times).toBe(6);
    expect(instance.logged.map(({ msg }) => msg)).toEqual([expect.stringMatching(/^old .* cannot be removed$/)]);
    stop?.();
    await jest.advanceTimersByTimeAsync(5 * HOUR);
    expect(times).toBe(6);
  },
);
