// What is read, by those who may and those who may not.
import { isDeepStrictEqual } from 'node:util';
import { liveSessions, openSessions, takeBackAccess } from './accounts.mjs';
import { pick } from './chance.mjs';
import * as documents from './documents.mjs';
import { accessOf, refresh } from './sign-ins.mjs';

/** Without a fault, what was taken back is refused everywhere within this; in any case within the other. */
const REVOKED_WITHIN_MILLISECONDS = 1000;
const REVOCATION_MAX_LAG_MILLISECONDS = 5000;

/** An operation of somebody signed in; undefined if the session was lost. */
export async function askAs(soak, account, session, kind, operation) {
  const token = await accessOf(soak, account, session);
  if (token === undefined) return undefined;
  const answer = await soak.ask(kind, { ...operation, token });
  if (answer.code !== 'UNAUTHENTICATED' || performance.now() > account.restUntil) return answer;
  // A request that nobody answered was carried out a second time meanwhile, and took back what is newer.
  takeBackAccess(account, answer.at);
  return askAs(soak, account, session, kind, operation);
}

export async function me(soak, account) {
  const answer = await askAs(soak, account, pick(liveSessions(account)), 'me', { query: documents.ME });
  const { id, email, name, roles } = account;
  const isRight = !answer || isDeepStrictEqual({ ...answer.data?.me }, { id, email, name, roles });
  soak.ledger.expect(isRight, 'answer', `me of ${email}: ${answer?.code ?? 'not what was written'}`);
}

export async function sessions(soak, account) {
  const answer = await askAs(soak, account, pick(liveSessions(account)), 'sessions', { query: documents.SESSIONS });
  if (!answer) return;
  const ids = new Set(answer.data?.sessions?.map(({ id }) => id));
  const known = openSessions(account);
  const missing = known.filter(({ id }) => !ids.has(id)).length;
  soak.ledger.expect(missing === 0, 'session', `sessions of ${account.email}: ${missing} are missing (${answer.code})`);
  const ended = account.sessions.filter(({ id, state }) => state === 'ended' && ids.has(id)).length;
  soak.ledger.expect(ended === 0, 'answer', `sessions of ${account.email}: ${ended} have ended`);
  const isWithin = ids.size <= known.length + account.unknownSessions;
  soak.ledger.expect(isWithin, 'write', `sessions of ${account.email}: ${ids.size} instead of ${known.length}`);
}

/** The twin of each thing that is allowed: never an answer, and FORBIDDEN always. */
export async function forbidden(soak, account) {
  const variables = { id: pick([account, soak.admin]).id, roles: ['ADMIN'] };
  const [field, query] = pick([
    ['setUserRoles', documents.SET_ROLES],
    ['revokeUserSessions', documents.REVOKE_USER_SESSIONS],
    ['users', documents.USERS],
  ]);
  const isAllowed = field === 'users' && account.roles.includes('SUPPORT');
  const kind = isAllowed ? 'users' : 'what is forbidden';
  const answer = await askAs(soak, account, pick(liveSessions(account)), kind, { query, variables });
  if (!answer) return;
  const { data, code } = answer;
  const isRight = isAllowed ? data?.users?.edges.length === 1 : data?.[field] === null && code === 'FORBIDDEN';
  soak.ledger.expect(isRight, 'answer', `${field} by ${account.email} (${account.roles}): ${code ?? 'data'}`);
}

export async function anonymous(soak) {
  const { data, code } = await soak.ask('me without a token', { query: documents.ME });
  soak.ledger.expect(
    data?.me === null && code === 'UNAUTHENTICATED',
    'answer',
    `me without a token: ${code ?? 'data'}`,
  );
}

/** An access token that was taken back is refused, at the latest after what is promised. */
export async function deadAccess(soak, account) {
  const { token, since } = pick(account.dead.slice(-3));
  const { data, code, sentAt, at, instance } = await soak.ask('a dead access token', { query: documents.ME, token });
  if (data?.me === null && code === 'UNAUTHENTICATED') return;
  const age = sentAt - since;
  soak.ledger.lags.push(age);
  const isCalm = soak.faults.isCalm({ from: since, to: at });
  const limit = isCalm ? REVOKED_WITHIN_MILLISECONDS : REVOCATION_MAX_LAG_MILLISECONDS;
  const isRight = data?.me?.email === account.email && age <= limit;
  soak.ledger.expect(
    isRight,
    'answer',
    `${instance} took a dead token of ${account.email} ${Math.round(age)} ms later`,
  );
}

/** A refresh token that was taken back brings no tokens, at once. */
export async function deadRefresh(soak, account) {
  const { token, session, code: expected } = pick(account.deadRefresh.slice(-10));
  const { data, code } = await soak.ask('a dead refresh token', { query: documents.REFRESH, variables: { token } });
  const isRight = !data?.refresh && code === (session.state === 'ended' ? 'SESSION_EXPIRED' : expected);
  soak.ledger.expect(isRight, 'answer', `a dead refresh token of ${account.email}: ${code ?? 'new tokens'}`);
}

/** Two tabs at once get to the same token; at the end of the grace, one of them may have it still to come. */
export async function twoTabs(soak, account) {
  const session = pick(liveSessions(account));
  const known = session.refresh.length;
  await Promise.all([1, 2].map(() => refresh(soak, account, session)));
  const isOne = session.refresh.length <= known + 1;
  soak.ledger.expect(isOne, 'write', `two tabs of ${account.email} got two new refresh tokens`);
}
