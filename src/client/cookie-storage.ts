import type { SessionStorage } from './stored-session.js';

export interface CookieAttributes {
  readonly httpOnly: true;
  readonly secure: boolean;
  readonly sameSite: 'lax';
  readonly path: '/';
  /** Seconds; 0 deletes the cookie. */
  readonly maxAge: number;
}

/** The cookies of one request, as a framework has them. */
export interface CookieJar {
  get(name: string): string | null | undefined | Promise<string | null | undefined>;
  set(name: string, value: string, attributes: CookieAttributes): unknown;
}

export interface CookieStorageOptions {
  readonly isSecure: boolean;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Keeps a session in a cookie of the pages' own server, which scripts cannot read. */
export function cookieStorage(cookies: CookieJar, { isSecure, clock }: CookieStorageOptions): SessionStorage {
  /** What this request has set, which its own cookies do not have. */
  let written: string | undefined;
  const set = (name: string, value: string, expiresAt: number) => {
    written = value;
    const maxAge = Math.max(0, Math.round((expiresAt - clock()) / 1000));
    const attributes = { httpOnly: true, secure: isSecure, sameSite: 'lax', path: '/', maxAge } as const;
    return cookies.set(name, encodeURIComponent(value), attributes);
  };
  return {
    getItem: async (name) => written ?? decodeURIComponent((await cookies.get(name)) ?? ''),
    setItem: (name, value) => set(name, value, JSON.parse(value).expiresAt),
    removeItem: (name) => set(name, '', 0),
  };
}
