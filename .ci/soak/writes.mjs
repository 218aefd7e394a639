// What is written, and what the ledger has of it.
import { isDeepStrictEqual } from 'node:util';
import { changed, end, liveSessions, newPassword, openSessions, takeBackAccess } from './accounts.mjs';
import { pick } from './chance.mjs';
import * as documents from './documents.mjs';
import { askAs } from './reads.mjs';
import { accessOf, signIn } from './sign-ins.mjs';

/** A request that nobody answered is carried out within this, or not at all: a fault, and what a statement may take. */
const LATE_MILLISECONDS = 15_000;

/** Nothing else is written until what was asked more than once cannot be carried out any more. */
function rest(account, { isRepeated, at }) {
  if (isRepeated) account.restUntil = at + LATE_MILLISECONDS;
}

export async function rename(soak, account) {
  const name = `Soak ${Math.random()}`;
  const operation = { query: documents.RENAME, variables: { name } };
  const answer = await askAs(soak, account, pick(liveSessions(account)), 'updateProfile', operation);
  if (!answer) return;
  soak.ledger.expect(
    answer.data?.updateProfile?.name === name,
    'answer',
    `updateProfile of ${account.email}: ${answer.code}`,
  );
  account.name = name;
  rest(account, answer);
}

export async function logout(soak, account) {
  const session = pick(liveSessions(account));
  const operation = { query: documents.LOGOUT, variables: { token: session.refresh.at(-1) } };
  const { data, code, at } = await soak.ask('logout', operation);
  soak.ledger.expect(data?.logout === true, 'answer', `logout of ${account.email}: ${code}`);
  end(account, session, at);
}

export async function revokeSession(soak, account) {
  const [session, other] = liveSessions(account);
  if (!other) return;
  const operation = { query: documents.REVOKE_SESSION, variables: { id: other.id } };
  const answer = await askAs(soak, account, session, 'revokeSession', operation);
  if (!answer) return;
  const isRight = answer.data?.revokeSession === true || (answer.data?.revokeSession === false && answer.isRepeated);
  soak.ledger.expect(isRight, 'answer', `revokeSession of ${account.email}: ${answer.code ?? 'false'}`);
  end(account, other, answer.at);
}

export async function logoutOthers(soak, account) {
  const session = pick(liveSessions(account));
  const answer = await askAs(soak, account, session, 'logoutAll', { query: documents.LOGOUT_OTHERS });
  if (!answer) return;
  const others = openSessions(account).filter((each) => each !== session);
  endAll(soak, account, others, 'logoutAll', answer);
}

export async function revokeByAdmin(soak, account) {
  const operation = { query: documents.REVOKE_USER_SESSIONS, variables: { id: account.id } };
  const answer = await askAs(soak, soak.admin, pick(liveSessions(soak.admin)), 'revokeUserSessions', operation);
  if (answer) endAll(soak, account, openSessions(account), 'revokeUserSessions', answer);
}

/** As many as there are, and those that a request may have opened that nobody answered. */
function endAll(soak, account, sessions, field, answer) {
  const count = answer.data?.[field];
  const most = sessions.length + account.unknownSessions;
  const isRight = count <= most && (answer.isRepeated || count >= sessions.length);
  soak.ledger.expect(isRight, 'answer', `${field} of ${account.email}: ${answer.code ?? count} of ${sessions.length}`);
  for (const session of sessions) end(account, session, answer.at);
  rest(account, answer);
}

export async function setRoles(soak, account) {
  const roles = account.roles.includes('SUPPORT') ? ['USER'] : ['SUPPORT'];
  const operation = { query: documents.SET_ROLES, variables: { id: account.id, roles } };
  const answer = await askAs(soak, soak.admin, pick(liveSessions(soak.admin)), 'setUserRoles', operation);
  if (!answer) return;
  const isRight = isDeepStrictEqual(answer.data?.setUserRoles?.roles, roles);
  soak.ledger.expect(isRight, 'answer', `setUserRoles of ${account.email}: ${answer.code}`);
  account.roles = roles;
  account.grants += 1;
  account.unknownGrants += answer.repeats;
  takeBackAccess(account, answer.at);
  rest(account, answer);
}

export async function changePassword(soak, account) {
  const session = pick(liveSessions(account));
  const password = newPassword();
  const variables = { currentPassword: account.password, newPassword: password };
  const operation = { query: documents.CHANGE_PASSWORD, variables, token: await accessOf(soak, account, session) };
  if (operation.token === undefined) return;
  const answer = await soak.ask('changePassword', operation);
  const tokens = answer.data?.changePassword;
  const isDone = answer.isRepeated && ['UNAUTHENTICATED', 'INVALID_CREDENTIALS'].includes(answer.code);
  const title = `changePassword of ${account.email}`;
  if (!soak.ledger.expect(tokens || isDone, 'answer', `${title}: ${answer.code}`)) return;
  changed(account, session, { password, at: answer.at, tokens });
  rest(account, answer);
  // Whoever did not get the answer sees by the new password that it was done.
  if (!tokens) await signIn(soak, account);
}

export async function wrongPassword(soak, account) {
  if (account.wrongPasswords === 2) return;
  account.wrongPasswords += 1;
  const variables = { email: account.email, password: newPassword() };
  const { data, code } = await soak.ask('a wrong password', { query: documents.LOGIN, variables });
  const isRight = !data?.login && code === 'INVALID_CREDENTIALS';
  soak.ledger.expect(isRight, 'answer', `a wrong password of ${account.email}: ${code ?? 'tokens'}`);
}

/** A refresh token two behind is stolen: the session ends, and no other. */
export async function replay(soak, account) {
  const session = liveSessions(account).find(({ refresh }) => refresh.length > 2);
  if (!session) return;
  const operation = { query: documents.REFRESH, variables: { token: session.refresh.at(-3) } };
  const { data, code, isRepeated, at } = await soak.ask('a stolen refresh token', operation);
  const isRight = !data?.refresh && (code === 'TOKEN_REUSED' || (isRepeated && code === 'SESSION_EXPIRED'));
  soak.ledger.expect(isRight, 'answer', `a stolen refresh token of ${account.email}: ${code ?? 'new tokens'}`);
  account.replays += 1;
  end(account, session, at);
}
