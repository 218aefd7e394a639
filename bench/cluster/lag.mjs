import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataOf, openClient } from '../growth/client.mjs';
import { round } from '../growth/numbers.mjs';
import { startInstances, takeTokens } from './instances.mjs';
import { openWatcher } from './watcher.mjs';

const LOGOUT = JSON.stringify({ query: 'mutation { logout }' });
const CONNECTIONS = 8;
/** So many a second are watched, chosen before anybody knows when they are refused. */
const WATCHED = 10;
/** Seconds by revocations a second. */
const FULL = { 1: 24, 10: 12, 50: 10 };
const QUICK = { 1: 10, 10: 5, 50: 4 };

/** From the answer of a logout on one instance to the refusal of its access token on each of the others. */
export async function lag({ quick }) {
  const plan = Object.entries(quick ? QUICK : FULL).map(([rate, seconds]) => ({ rate: Number(rate), seconds }));
  const rows = [];
  for (const count of [3, 5, 8]) for (const wake of ['off', 'on']) rows.push(...(await lagOf({ count, wake, plan })));
  return {
    title: 'From the answer of a logout to the refusal elsewhere, in milliseconds',
    columns: ['instances', 'REVOCATION_WAKE', 'revocations a second', 'observed', 'p50', 'p99', 'max', 'load'],
    rows,
  };
}

async function lagOf({ count, wake, plan }) {
  const sessions = plan.reduce((sum, { rate, seconds }) => sum + rate * seconds, 0);
  const { servers, close } = await startInstances({ count, sessions, env: { REVOCATION_WAKE: wake } });
  try {
    const rows = [];
    let first = 0;
    for (const { rate, seconds } of plan) {
      const tokens = await takeTokens(servers[0], first, rate * seconds);
      first += tokens.length;
      const found = await revokeAll(servers, tokens, rate);
      rows.push([count, wake, rate, found.length, ...summaryOf(found), round(loadavg()[0], 1)]);
    }
    return rows;
  } finally {
    await close();
  }
}

/** Signs out with each token on the first instance, so many a second; what the watchers of the others saw. */
async function revokeAll([first, ...others], tokens, rate) {
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => openClient(first.port)));
  const watchers = others.map(openWatcher);
  const found = [];
  const step = Math.ceil(rate / WATCHED);
  const revoke = async (token, client, isWatched) => {
    const seen = isWatched ? watchers.map(({ watch }) => watch(token)) : [];
    dataOf(await client.send(LOGOUT, token));
    const answered = performance.now();
    // One that is refused before its answer has come was refused at once.
    for (const at of await Promise.all(seen)) found.push(Math.max(0, at - answered));
  };
  const lines = clients.map(() => Promise.resolve());
  const began = performance.now();
  for (const [index, token] of tokens.entries()) {
    // Not in step with the polls.
    await sleep(Math.max(0, began + ((index + Math.random()) * 1000) / rate - performance.now()));
    const line = index % lines.length;
    lines[line] = lines[line].then(() => revoke(token, clients[line], index % step === 0));
  }
  await Promise.all(lines);
  for (const { close } of [...clients, ...watchers]) close();
  return found;
}

function summaryOf(found) {
  const sorted = found.toSorted((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return [at(0.5), at(0.99), at(1)];
}
