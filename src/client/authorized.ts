import type { Client } from './client.js';

/** What one attempt with a token came to. */
export interface Attempt<T> {
  readonly result: T;
  /** The server said `UNAUTHENTICATED`, and nothing was done: it may be sent again. */
  readonly isRefused: boolean;
}

/** Runs an attempt with a token, and once more with a new one if the server refused it. */
export type Authorized = <T>(attempt: (token: string | null) => Promise<Attempt<T>>) => Promise<T>;

/** What is refused with a new token, too, is for the caller to see. */
export function createAuthorized({ accessToken }: Pick<Client, 'accessToken'>): Authorized {
  return async (attempt) => {
    const token = await accessToken();
    const { result, isRefused } = await attempt(token);
    if (!isRefused || token === null) return result;
    const next = await accessToken(token);
    return next === null ? result : (await attempt(next)).result;
  };
}
