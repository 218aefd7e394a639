import type { SessionStorage } from './stored-session.js';

export interface CookieAttributes {
  readonly httpOnly: true;
  readonly secure: boolean;
  readonly sameSite: 'lax';
  readonly path: '/';
  /** Seconds; 0 takes the cookie away. */
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

/** Keeps a session in a cookie of the pages' own server, which no script reads. */
export function cookieStorage(cookies: CookieJar, { isSecure, clock }: CookieStorageOptions): SessionStorage {
  const attributes = (maxAge: number): CookieAttributes => ({
    httpOnly: true,
    secure: isSecure,
    sameSite: 'lax',
    path: '/',
    maxAge,
  });
  /** What this request has set, which its own cookies do not have. */
  const written = new Map<string, string | null>();
  return {
    getItem: async (name) => {
      const before = written.get(name);
      if (before !== undefined) return before;
      const value = await cookies.get(name);
      return value ? decodeURIComponent(value) : null;
    },
    setItem: async (name, value) => {
      written.set(name, value);
      const maxAge = Math.max(0, Math.round((JSON.parse(value).expiresAt - clock()) / 1000));
      await cookies.set(name, encodeURIComponent(value), attributes(maxAge));
    },
    removeItem: async (name) => {
      written.set(name, null);
      await cookies.set(name, '', attributes(0));
    },
  };
}
