import type { Client } from './client.js';
import type { Session } from './session.js';

/** One refused token is replaced, once: what is refused with a new one is for the caller to see. */
export function createAuthorized({ token, replace }: Pick<Session, 'token' | 'replace'>): Client['authorized'] {
  return async (attempt) => {
    const first = await token();
    const { result, isRefused } = await attempt(first);
    if (!isRefused || first === null) return result;
    const next = await replace(first);
    return next === null ? result : (await attempt(next)).result;
  };
}
