// A process of its own: the statements of `refresh` and nothing else, through Kysely, on the connections that the
// server has. Driven over IPC: { first, count, concurrency, withEvent } runs them for so many sessions, answered by
// milliseconds.
import { randomBytes } from 'node:crypto';
import { openDatabase } from '../../dist/database/index.js';
import { findUsers } from '../../dist/modules/accounts/store.js';
import { insertEvent } from '../../dist/modules/audit/store.js';
import { findSessions, rotateSession } from '../../dist/modules/sessions/store.js';
import { hammer } from './client.mjs';
import { sessionIdOf } from './seed.mjs';

const [, , dataDir, url] = process.argv;
let texts = [];
const database = openDatabase({ dataDir, url, onQuery: (sql) => texts?.push(sql) });

async function refresh(number, withEvent) {
  await database.transaction(async (tx) => {
    const [session] = await findSessions(tx.query, [sessionIdOf(number)]);
    await findUsers(tx.query, [session.userId]);
    const now = Date.now();
    const idleExpiresAt = now + 14 * 86_400_000;
    const next = { ...session, counter: session.counter + 1, lastUsedAt: now, idleExpiresAt };
    if (!(await rotateSession(tx.query, session, next))) throw new Error('The session has moved.');
    if (withEvent) await insertEvent(tx.query, eventOf(session, now));
  });
}

/** As the server records one of a refresh. */
function eventOf({ id: sessionId, userId }, at) {
  const id = randomBytes(16).toString('hex');
  const client = { ipAddress: '127.0.0.1', userAgent: null };
  return { id, type: 'TOKEN_REFRESHED', at, userId, actorId: userId, sessionId, ...client, detail: null };
}

process.on('message', async ({ first, count, concurrency, withEvent }) => {
  texts = count === 1 ? [] : undefined;
  let number = first;
  const milliseconds = await hammer(concurrency, count, () => refresh(number++, withEvent));
  process.send({ milliseconds, texts });
});
process.on('disconnect', () => database.close());
process.send('ready');
