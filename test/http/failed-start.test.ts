import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import perfHooks, { PerformanceObserver } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createTestServer, type NewServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

let attempts = 0;
let fails = true;
const module = createTestModule({
  sdl: 'extend type Query { here: String @public }',
  services: () => {
    attempts += 1;
    if (fails) throw new Error('the database is on holiday');
    return {};
  },
});

let created: NewServer;
beforeEach(async () => {
  [attempts, fails] = [0, true];
  created = await createTestServer({ modules: [module], env: { METRICS_PORT: '0' } });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await created.close();
});

const ask = async () => (await created.server.fetch(new Request('https://api.example.com/healthz'))).status;
const startUntil = async (isEnough: () => boolean) => {
  while (!isEnough()) await created.server.start().catch(() => {});
};

test('what watches the process for its metrics is there once, however often a server tries to start', async () => {
  await startUntil(() => attempts === 1);
  const observe = jest.spyOn(PerformanceObserver.prototype, 'observe');
  const monitor = jest.spyOn(perfHooks, 'monitorEventLoopDelay');
  await startUntil(() => attempts === 20);
  expect([observe, monitor].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  fails = false;
  await created.server.start();
  const told = created.logged.find(({ msg }) => msg === 'serving metrics');
  const text = await (await fetch(`http://127.0.0.1:${told?.port}/metrics`)).text();
  expect(text.match(/^# TYPE nodejs_gc_duration_seconds /gm)).toHaveLength(1);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

(existsSync('/proc/self/fd') ? test : test.skip)('a start that fails leaves no database open', async () => {
  await startUntil(() => attempts === 5);
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    // The one that the folder is read by is gone by now.
    const path = `/proc/self/fd/${fd}`;
    return existsSync(path) ? [readlinkSync(path)] : [];
  });
  expect(open.filter((path) => path.includes('portcullis.sqlite'))).toEqual([]);
});

test('requests begin a start that failed again a second later, and not each of them', async () => {
  const answers: number[] = [];
  for (let requests = 0; requests < 50; requests += 1) answers.push(await ask());
  expect([new Set(answers), attempts]).toEqual([new Set([503]), 1]);
  expect(created.logged.filter(({ msg }) => msg === 'the server cannot start')).toHaveLength(1);
  fails = false;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect([await ask(), attempts]).toEqual([200, 2]);
});

test('a host that starts it itself waits for nothing', async () => {
  expect(await ask()).toBe(503);
  fails = false;
  await created.server.start();
  expect([await ask(), attempts]).toEqual([200, 2]);
});
