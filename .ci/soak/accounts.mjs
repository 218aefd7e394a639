// What must be true of each account: the client's own books.
import { randomBytes } from 'node:crypto';

let count = 0;

export function newAccount() {
  count += 1;
  return {
    email: `soak-${count}@example.com`,
    password: newPassword(),
    name: `Soak ${count}`,
    roles: ['USER'],
    id: undefined,
    sessions: [],
    /** Access tokens that were taken back, and since when; refresh tokens that were, and what is answered to them. */
    dead: [],
    deadRefresh: [],
    /** What was done to it, and what may have been done besides, by requests that nobody answered. */
    changes: 0,
    replays: 0,
    grants: 0,
    unknownSessions: 0,
    unknownGrants: 0,
    wrongPasswords: 0,
    /** Until then, a request that nobody answered may still be carried out. */
    restUntil: 0,
  };
}

export const newPassword = () => randomBytes(12).toString('hex');

/** Those that a client has the tokens of. */
export const liveSessions = (account) => account.sessions.filter(({ state }) => state === 'live');

/** Those that are not over; of a `stranded` one the client lost the tokens with the answer to a change of password. */
export const openSessions = (account) => account.sessions.filter(({ state }) => state !== 'ended');

export function open(account, { sessionId, accessToken, refreshToken }) {
  const session = {
    id: sessionId,
    state: 'live',
    moves: 0,
    renewals: 0,
    access: [accessToken],
    refresh: [refreshToken],
  };
  account.sessions.push(session);
  return session;
}

/** New tokens. A refresh token that nobody has seen is a move. */
export function renewed(session, { accessToken, refreshToken }) {
  session.access.push(accessToken);
  if (session.refresh.includes(refreshToken)) return;
  session.refresh.push(refreshToken);
  session.moves += 1;
}

export function end(account, session, at) {
  bury(account, session, at, 'SESSION_EXPIRED');
  session.state = 'ended';
}

/** The access tokens of these sessions die, as with a change of roles. */
export function takeBackAccess(account, at) {
  for (const session of openSessions(account)) buryAccess(account, session, at);
}

/** The password was changed in this session. Without tokens, nobody got those of the change. */
export function changed(account, session, { password, at, tokens }) {
  account.password = password;
  account.changes += 1;
  for (const other of openSessions(account)) if (other !== session) end(account, other, at);
  bury(account, session, at, 'UNAUTHENTICATED');
  session.renewals += 1;
  if (tokens) Object.assign(session, { access: [tokens.accessToken], refresh: [tokens.refreshToken] });
  else session.state = 'stranded';
}

function bury(account, session, since, code) {
  buryAccess(account, session, since);
  for (const token of session.refresh) account.deadRefresh.push({ token, session, code });
  session.refresh = [];
}

function buryAccess(account, session, since) {
  for (const token of session.access) account.dead.push({ token, since });
  session.access = [];
}
