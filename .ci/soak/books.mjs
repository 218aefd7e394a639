// At the end, the database against the ledger: every account, session and event is there, and once.
import pg from 'pg';

/** What is recorded when a session ends; once, however often it was asked. */
const ENDS = ['SIGNED_OUT', 'SESSION_REVOKED', 'SESSION_EVICTED', 'REFRESH_TOKEN_REUSED'];

export async function compareBooks({ accounts, ledger }, databaseUrl) {
  const { users, sessions, events } = await readBooks(databaseUrl);
  const usersOf = groupBy(users, ({ email }) => email);
  const sessionsOf = groupBy(sessions, ({ user_id }) => user_id);
  const eventsOf = groupBy(events, ({ user_id }) => user_id);
  ledger.expect(users.length === accounts.length, 'write', `${users.length} users instead of ${accounts.length}`);
  for (const account of accounts) {
    const found = usersOf(account.email);
    const title = `the account of ${account.email}`;
    if (!ledger.expect(found.length === 1, 'write', `${title} is there ${found.length} times`)) continue;
    compareSessions(ledger, account, sessionsOf(account.id), eventsOf(account.id));
    compareEvents(ledger, account, eventsOf(account.id));
  }
}

async function readBooks(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const rowsOf = async (query) => (await client.query(query)).rows;
  try {
    return {
      users: await rowsOf(`select email from users where email like 'soak-%'`),
      sessions: await rowsOf('select id, user_id, counter::int, ended_at from sessions'),
      events: await rowsOf('select type, user_id, session_id from audit_events'),
    };
  } finally {
    await client.end();
  }
}

function groupBy(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return (key) => groups.get(key) ?? [];
}

function compareSessions(ledger, account, rows, events) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const title = `of the sessions of ${account.email}`;
  const missing = account.sessions.filter(({ id }) => !byId.has(id)).length;
  ledger.expect(missing === 0, 'session', `${title}, ${missing} are missing in the database`);
  const more = rows.length - account.sessions.length;
  ledger.expect(more <= account.unknownSessions, 'write', `${title}, ${more} were opened that nobody asked for`);
  for (const session of account.sessions) {
    const row = byId.get(session.id);
    if (row) compareSession(ledger, `a session of ${account.email}`, session, row, events);
  }
}

function compareSession(ledger, title, { id, state, moves, renewals }, row, events) {
  const isOver = row.ended_at !== null;
  const kind = isOver ? 'session' : 'answer';
  ledger.expect(isOver === (state === 'ended'), kind, `${title} ${isOver ? 'has ended' : 'goes on'}, and is ${state}`);
  const expected = moves + renewals;
  ledger.expect(row.counter === expected, 'write', `${title} moved ${row.counter} times instead of ${expected}`);
  const own = events.filter(({ session_id }) => session_id === id);
  const refreshes = own.filter(({ type }) => type === 'REFRESHED').length;
  ledger.expect(refreshes === moves, 'write', `${title} has ${refreshes} events of ${moves} refreshes`);
  const ends = own.filter(({ type }) => ENDS.includes(type)).length;
  ledger.expect(ends === (isOver ? 1 : 0), 'write', `${title} ended ${ends} times`);
}

function compareEvents(ledger, account, events) {
  const count = (type) => events.filter((event) => event.type === type).length;
  const once = { REGISTERED: 1, PASSWORD_CHANGED: account.changes, REFRESH_TOKEN_REUSED: account.replays };
  for (const [type, expected] of Object.entries({ ...once, REFRESH_TOKEN_AHEAD: 0, SESSION_EVICTED: 0 }))
    ledger.expect(
      count(type) === expected,
      'write',
      `${type} of ${account.email}: ${count(type)} instead of ${expected}`,
    );
  const grants = count('ROLES_CHANGED');
  const isWithin = grants >= account.grants && grants <= account.grants + account.unknownGrants;
  ledger.expect(isWithin, 'write', `ROLES_CHANGED of ${account.email}: ${grants} instead of ${account.grants}`);
}
