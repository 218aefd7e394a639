// Pages that may use the API: of another origin, and of another site.
import assert from 'node:assert/strict';
import {
  ask,
  bearer,
  LOGIN,
  LOGOUT,
  LOGOUT_BY_ARGUMENT,
  ME,
  open,
  REFRESH,
  REFRESH_BY_ARGUMENT,
  refused,
} from './ask.mjs';
import { USER } from './world.mjs';

/** Signs in, and leaves a page of the app and its session. */
export async function tellOfTheApp({ check, context, url, app, friend, kept, isSecure }) {
  const page = await open(context, app);
  let session;
  await check('a page of an allowed origin signs in, and no script sees the refresh token', async () => {
    const { data, errors } = await ask(page, url, LOGIN);
    assert.deepEqual(errors, []);
    session = data.login;
    assert.equal(session.refreshToken, null);
    assert.equal(await page.evaluate('document.cookie'), '');
    const [{ httpOnly, secure, sameSite, path }] = await kept();
    const asIs = { httpOnly: true, secure: isSecure, sameSite: 'Strict', path: '/' };
    assert.deepEqual({ httpOnly, secure, sameSite, path }, asIs);
  });
  await check('it reads `me` with its token, and is refused without', async () => {
    const me = { data: { me: { email: USER.email } }, errors: [] };
    assert.deepEqual(await ask(page, url, ME, bearer(session.accessToken)), me);
    assert.deepEqual(await ask(page, url, ME), refused('me', 'TOKEN_MISSING'));
  });
  await check('it refreshes by the cookie, and does so after a reload', async () => {
    const [before] = await kept();
    for (const prepare of [() => {}, () => page.reload()]) {
      await prepare();
      const { data, errors } = await ask(page, url, REFRESH);
      assert.deepEqual([errors, data.refresh.sessionId, data.refresh.refreshToken], [[], session.sessionId, null]);
      assert.equal((await ask(page, url, ME, bearer(data.refresh.accessToken))).data.me.email, USER.email);
    }
    assert.notEqual((await kept())[0].value, before.value);
  });
  await check('it signs in, refreshes and signs out by the body, beside the cookie', async () => {
    const before = await kept();
    await goByBody(page, url);
    assert.deepEqual(await kept(), before);
  });
  const other = await open(context, friend);
  await check('an allowed page of another site does so too', async () => {
    const before = await kept();
    await goByBody(other, url);
    assert.deepEqual(await kept(), before);
  });
  await check('but neither sends the cookie nor gets one', async () => {
    const before = await kept();
    assert.deepEqual(await ask(other, url, REFRESH), refused('refresh', 'TOKEN_MISSING'));
    assert.deepEqual((await ask(other, url, LOGIN)).errors, []);
    assert.deepEqual(await kept(), before);
  });
  return { page, session };
}

async function goByBody(page, url) {
  const inBody = (token) => ({ headers: { 'x-refresh-token': 'body' }, variables: { token } });
  const { login } = (await ask(page, url, LOGIN, inBody())).data;
  const { data, errors } = await ask(page, url, REFRESH_BY_ARGUMENT, inBody(login.refreshToken));
  assert.deepEqual([errors, data.refresh.sessionId], [[], login.sessionId]);
  assert.notEqual(data.refresh.refreshToken, login.refreshToken);
  const out = await ask(page, url, LOGOUT_BY_ARGUMENT, inBody(data.refresh.refreshToken));
  assert.deepEqual(out, { data: { logout: true }, errors: [] });
}

/** After what strangers did. */
export async function tellOfTheEnd({ check, url, kept }, { page, session }) {
  await check('after all of that the session goes on, and signs out', async () => {
    const { data, errors } = await ask(page, url, REFRESH);
    assert.deepEqual([errors, data.refresh.sessionId], [[], session.sessionId]);
    assert.deepEqual(await ask(page, url, LOGOUT), { data: { logout: true }, errors: [] });
    assert.deepEqual(await kept(), []);
    assert.deepEqual(await ask(page, url, REFRESH), refused('refresh', 'TOKEN_MISSING'));
    const after = await ask(page, url, ME, bearer(data.refresh.accessToken));
    assert.deepEqual(after, refused('me', 'TOKEN_REVOKED'));
  });
}
