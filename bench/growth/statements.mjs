// A process of its own: the statements of `refresh` and nothing else, through Kysely, on the connections that the
// server has. Driven over IPC: { first, count, concurrency } runs them for so many sessions, answered by milliseconds.
import { openDatabase } from '../../dist/database/index.js';
import { findUsers } from '../../dist/modules/accounts/store.js';
import { findSessions, rotateSession } from '../../dist/modules/sessions/store.js';
import { hammer } from './client.mjs';
import { sessionIdOf } from './seed.mjs';

const [, , dataDir, url] = process.argv;
let texts = [];
const database = openDatabase({ dataDir, url, onQuery: (sql) => texts?.push(sql) });

async function refresh(number) {
  await database.transaction(async (tx) => {
    const [session] = await findSessions(tx.query, [sessionIdOf(number)]);
    await findUsers(tx.query, [session.userId]);
    const now = Date.now();
    const next = { counter: session.counter + 1, lastUsedAt: now, idleExpiresAt: now + 14 * 86_400_000 };
    if (!(await rotateSession(tx.query, session, next))) throw new Error('The session has moved.');
  });
}

process.on('message', async ({ first, count, concurrency }) => {
  texts = count === 1 ? [] : undefined;
  let number = first;
  const milliseconds = await hammer(concurrency, count, () => refresh(number++));
  process.send({ milliseconds, texts });
});
process.on('disconnect', () => database.close());
process.send('ready');
