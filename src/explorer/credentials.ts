import { createClient } from '../client/index.js';
import { authOptions } from '../client/links/graphql-request.js';

/** Whom operations are sent as: a session of this server, or the token of whoever pasted one. */
export interface Credentials {
  /** Sends with the bearer token, unless the headers have one of their own. Refreshes a session as it is needed. */
  readonly fetch: typeof fetch;
  /** The bearer token that would be sent now; another one, if `refused` is that of the session. */
  accessToken(refused?: string): Promise<string | null>;
  /** Rejects with an error that says why not. */
  signIn(credentials: { readonly email: string; readonly password: string }): Promise<void>;
  /** Rejects if it is none. */
  useToken(token: string): Promise<void>;
  signOut(): Promise<void>;
  /** The e-mail address of whoever has a session here. */
  email(): Promise<string | null>;
  /** `session` is renewed before it is over; `token` is not. */
  readonly kind: 'nobody' | 'session' | 'token';
  onChange(listener: () => void): () => void;
}

/**
 * Tokens are kept in `sessionStorage`: they outlive a reload, no other tab sees them, and they are gone with this one.
 */
export function createCredentials(url: string, storage: Storage): Credentials {
  // One origin may have several APIs.
  const name = `portcullis-explorer ${url}`;
  const tokenName = `${name} token`;
  const client = createClient({ url, storage, name });
  const session = authOptions(client);
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  client.onAuthStateChange(tell);
  const forget = async () => {
    storage.removeItem(tokenName);
    if (client.state.isSignedIn) await client.logout();
  };
  return {
    fetch: (input, init = {}) => {
      const headers = new Headers(init.headers);
      if (headers.has('authorization')) return fetch(input, init);
      const token = storage.getItem(tokenName);
      if (token === null) return session.fetch(input, init);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    },
    accessToken: async (refused) => storage.getItem(tokenName) ?? client.accessToken(refused),
    signIn: async (credentials) => {
      await client.login(credentials);
      storage.removeItem(tokenName);
      tell();
    },
    useToken: async (entered) => {
      const token = readToken(entered);
      await forget();
      storage.setItem(tokenName, token);
      tell();
    },
    signOut: async () => {
      await forget();
      tell();
    },
    email: async () => {
      if (storage.getItem(tokenName) !== null || !client.state.isSignedIn) return null;
      const me = await client.me().catch(() => null);
      return me?.email ?? null;
    },
    get kind() {
      if (storage.getItem(tokenName) !== null) return 'token';
      return client.state.isSignedIn ? 'session' : 'nobody';
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** As it is copied from elsewhere: after its scheme, in several lines (RFC 6750 §2.1). */
function readToken(entered: string): string {
  const token = entered
    .trim()
    .replace(/^bearer\s+/i, '')
    .replace(/\s+/g, '');
  if (!/^[\w.~+/-]+=*$/.test(token)) throw new Error('This is not an access token.');
  return token;
}
