// What pages ask, and what they may read of the answer.
import { USER } from './world.mjs';

const AUTH = '{ accessToken refreshToken userId sessionId }';
export const LOGIN = `mutation { login(email: "${USER.email}", password: "${USER.password}") ${AUTH} }`;
export const REFRESH = `mutation { refresh ${AUTH} }`;
export const REFRESH_BY_ARGUMENT = `mutation ($token: String) { refresh(refreshToken: $token) ${AUTH} }`;
export const LOGOUT = 'mutation { logout }';
export const LOGOUT_BY_ARGUMENT = 'mutation ($token: String) { logout(refreshToken: $token) }';
export const ME = '{ me { email } }';

export const bearer = (token) => ({ headers: { authorization: `Bearer ${token}` } });

export async function open(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Asks in JSON, by default with the cookie if the browser has one to send. `failed`: the page may read nothing. */
export function ask(page, url, query, { headers = {}, variables, credentials = 'include' } = {}) {
  return page.evaluate(
    async ({ url, body, headers, credentials }) => {
      const init = { method: 'POST', credentials, body: JSON.stringify(body) };
      try {
        const answer = await fetch(url, { ...init, headers: { 'content-type': 'application/json', ...headers } });
        const { data, errors = [] } = await answer.json();
        return { data, errors: errors.map(({ extensions: { code, reason } }) => (reason ? [code, reason] : [code])) };
      } catch (error) {
        return { failed: error.name };
      }
    },
    { url, body: { query, variables }, headers, credentials },
  );
}

/** The answer to a field that nobody is signed in for. */
export const refused = (field, reason) => ({ data: { [field]: null }, errors: [['UNAUTHENTICATED', reason]] });
