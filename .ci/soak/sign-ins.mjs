// Getting tokens: registering, signing in, refreshing. What a client does of its own accord between its operations, too.
import { end, liveSessions, newAccount, open, renewed } from './accounts.mjs';
import * as documents from './documents.mjs';

export async function register(soak) {
  const account = newAccount();
  const { email, password, name } = account;
  const answer = await soak.ask('register', {
    query: documents.REGISTER,
    variables: { input: { email, password, name } },
  });
  account.unknownSessions += answer.repeats;
  const { auth } = answer.data?.register ?? {};
  soak.accounts.push(account);
  if (auth) {
    account.id = auth.userId;
    open(account, auth);
    return account;
  }
  const isDone = answer.isRepeated && answer.code === 'EMAIL_TAKEN';
  soak.ledger.expect(isDone, 'answer', `register ${email}: ${answer.code}`);
  await signIn(soak, account);
  return account;
}

export async function signIn(soak, account) {
  const { email, password } = account;
  const answer = await soak.ask('login', { query: documents.LOGIN, variables: { email, password } });
  account.unknownSessions += answer.repeats;
  const auth = answer.data?.login;
  if (!soak.ledger.expect(auth, 'answer', `login ${email} with the right password: ${answer.code}`)) return;
  account.id ??= auth.userId;
  soak.ledger.expect(auth.userId === account.id, 'answer', `login ${email}: somebody else's account`);
  open(account, auth);
}

/** A session that was never ended gets new tokens, whatever happened. */
export async function refresh(soak, account, session) {
  const token = session.refresh.at(-1);
  const answer = await soak.ask('refresh', { query: documents.REFRESH, variables: { token } });
  const auth = answer.data?.refresh;
  const title = `refresh of a session of ${account.email}`;
  if (!soak.ledger.expect(auth, 'session', `${title} by ${answer.instance}: ${answer.code}`)) {
    end(account, session, answer.at);
    return;
  }
  const isSame = auth.sessionId === session.id && auth.userId === account.id;
  soak.ledger.expect(isSame, 'answer', `${title}: tokens of another session`);
  const isOlder = session.refresh.slice(0, session.refresh.indexOf(token)).includes(auth.refreshToken);
  soak.ledger.expect(!isOlder, 'answer', `${title}: a refresh token of before`);
  renewed(session, auth);
}

export async function refreshAll(soak, account) {
  for (const session of liveSessions(account)) await refresh(soak, account, session);
}

/** An access token that is good; undefined if the session was lost. */
export async function accessOf(soak, account, session) {
  if (session.access.length === 0) await refresh(soak, account, session);
  return session.access.at(-1);
}
