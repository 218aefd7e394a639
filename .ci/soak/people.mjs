// People who live with their accounts, each doing one thing at a time.
import { setTimeout as pause } from 'node:timers/promises';
import { liveSessions } from './accounts.mjs';
import { pick, pickByWeight } from './chance.mjs';
import * as reads from './reads.mjs';
import { refresh, refreshAll, register, signIn } from './sign-ins.mjs';
import * as writes from './writes.mjs';

const SESSIONS_AT_MOST = 4;

/** What people do, and how often. */
const READS = {
  me: [30, reads.me],
  sessions: [6, reads.sessions],
  forbidden: [12, reads.forbidden],
  anonymous: [2, reads.anonymous],
  refresh: [10, (soak, account) => refresh(soak, account, pick(liveSessions(account)))],
  twoTabs: [4, reads.twoTabs],
  deadAccess: [10, reads.deadAccess],
  deadRefresh: [4, reads.deadRefresh],
};
const WRITES = {
  login: [4, (soak, account) => liveSessions(account).length < SESSIONS_AT_MOST && signIn(soak, account)],
  logout: [2, writes.logout],
  revokeSession: [1, writes.revokeSession],
  logoutOthers: [0.5, writes.logoutOthers],
  revokeByAdmin: [0.5, writes.revokeByAdmin],
  rename: [5, writes.rename],
  setRoles: [2, writes.setRoles],
  changePassword: [1, writes.changePassword],
  wrongPassword: [0.5, writes.wrongPassword],
  replay: [0.5, writes.replay],
  /** Leaves the account, whose sessions live on, for a new one. */
  register: [0.7, register],
};

/** Lives until told to stop. In a roll call, every session of the account is refreshed first. */
export async function live(soak, pauseSeconds) {
  let account = await register(soak);
  let answered = soak.rollCall;
  while (!soak.isOver()) {
    await pause(2 * Math.random() * pauseSeconds * 1000);
    if (answered < soak.rollCall) {
      answered = soak.rollCall;
      await refreshAll(soak, account);
      continue;
    }
    const dead = account.dead.length;
    const next = await choose(account)(soak, account);
    // At once, to see how long it is still taken.
    if (account.dead.length > dead) await reads.deadAccess(soak, account);
    if (next?.email) account = next;
  }
}

function choose(account) {
  const isResting = performance.now() < account.restUntil;
  if (liveSessions(account).length === 0) {
    if (!isResting) return signIn;
    return account.dead.length > 0 ? reads.deadAccess : reads.anonymous;
  }
  const { deadAccess, deadRefresh, ...always } = READS;
  const operations = {
    ...always,
    ...(account.dead.length > 0 && { deadAccess }),
    ...(account.deadRefresh.length > 0 && { deadRefresh }),
    ...(!isResting && WRITES),
  };
  const weights = Object.fromEntries(Object.entries(operations).map(([name, [weight]]) => [name, weight]));
  return operations[pickByWeight(weights)][1];
}
