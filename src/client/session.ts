import type { AuthFragment } from '../generated/operations.js';
import { holdAccess, type Stopwatch, startStopwatch } from './access-memory.js';
import { type AuthHolder, createAuthHolder } from './auth-holder.js';
import { type AuthState, readViewer, type SignedOutReason } from './auth-state.js';
import type { Client } from './client.js';
import { createRenewal } from './renewal.js';
import type { Send } from './send.js';
import type { SessionStore, StoredSession } from './stored-session.js';
import { alone, type Tabs, type TabsOptions } from './tabs.js';
import { pause } from './wait-out.js';

export interface SessionOptions {
  readonly store: SessionStore;
  readonly send: Send;
  /** Refresh tokens are in a cookie: whether there is one, only a refresh can tell. */
  readonly hasCookie: boolean;
  /** The store has the access token too. */
  readonly keepsAccess: boolean;
  readonly waitMilliseconds: number;
  /** Milliseconds since the epoch, by the clock of this device. */
  readonly clock: () => number;
  /** Undefined if no other tab has this session. */
  readonly shareWith: ((options: TabEvents) => Tabs<Told>) | undefined;
}

type TabEvents = Pick<TabsOptions<Told>, 'onMessage' | 'onStored'>;

/** What a tab tells the others. */
export type Told =
  | { readonly kind: 'tokens'; readonly session: StoredSession; readonly token: string; readonly left: number }
  | { readonly kind: 'ended'; readonly sessionId: string; readonly reason: SignedOutReason };

/** The session of a client: its tokens, kept, renewed and shared. */
export interface Session {
  accessToken: Client['accessToken'];
  heldAccessToken: Client['heldAccessToken'];
  /** What there is of tokens, without asking the server. */
  current(): Promise<{ readonly stored: StoredSession | null; readonly token: string | null }>;
  open(auth: AuthFragment, since: Stopwatch): Promise<void>;
  end(reason: SignedOutReason): Promise<void>;
  state(): AuthState;
  onChange(listener: (state: AuthState) => void): () => void;
  close(): void;
}

export function createSession(options: SessionOptions): Session {
  const { store, hasCookie } = options;
  const holder = createAuthHolder();
  const tabs = (options.shareWith ?? alone)(followOthers(holder, options));
  let mayHaveCookie = hasCookie;
  const keep = async (auth: AuthFragment, since: Stopwatch) => {
    mayHaveCookie = hasCookie;
    await keepTokens({ auth, since, holder, tabs }, options);
  };
  const end = async (reason: SignedOutReason) => {
    const sessionId = holder.sessionId();
    mayHaveCookie = false;
    holder.signOut(reason);
    await store.remove();
    if (sessionId !== undefined) tabs.tell({ kind: 'ended', sessionId, reason });
  };
  const renew = createRenewal({ ...options, holder, tabs, keep, end, mayHaveCookie: () => mayHaveCookie });
  const renewIfAny = async () => (holder.sessionId() || mayHaveCookie ? renew() : null);
  const restore = createRestore(holder, options);
  const current = async () => {
    const access = holder.access();
    if (!access) return renewIfAny();
    // It is good for a while yet, and nobody waits. Whoever needs the next one is told what went wrong.
    if (access.isDue()) renew().catch(() => {});
    return access.token;
  };
  return {
    accessToken: async (refused) => {
      await restore();
      const asking = refused ? readViewer(refused)?.claims.sid : holder.sessionId();
      if (refused) holder.drop(refused);
      const token = await current();
      // What somebody has asked for is not sent as somebody else who signed in meanwhile.
      return asking && asking !== holder.sessionId() ? null : token;
    },
    heldAccessToken: () => holder.access()?.token ?? null,
    current: async () => {
      await restore();
      return { stored: await store.read(), token: holder.access()?.token ?? null };
    },
    open: keep,
    end,
    state: holder.state,
    onChange: holder.onChange,
    close: () => {
      holder.close();
      tabs.close();
    },
  } satisfies Session;
}

/** Once: what a visit before has left. */
function createRestore(holder: AuthHolder, { store, clock }: SessionOptions): () => Promise<void> {
  let restoring: Promise<void> | undefined;
  const restore = async () => {
    const stored = await store.read();
    if (!stored || holder.sessionId()) return;
    const { access } = stored;
    holder.signIn(stored, access ? holdAccess(access.token, access.expiresAt - clock(), startStopwatch(clock)) : null);
  };
  return () => {
    restoring ??= restore();
    return restoring;
  };
}

interface KeptTokens {
  readonly auth: AuthFragment;
  /** Since they were asked for. */
  readonly since: Stopwatch;
  readonly holder: AuthHolder;
  readonly tabs: Tabs<Told>;
}

async function keepTokens({ auth, since, holder, tabs }: KeptTokens, { store, keepsAccess, clock }: SessionOptions) {
  const { userId, sessionId, refreshToken, accessToken: token, expiresIn, refreshExpiresIn } = auth;
  const access = holdAccess(token, 1000 * expiresIn, since);
  const session = { userId, sessionId, refreshToken, expiresAt: clock() + 1000 * refreshExpiresIn };
  const writing = store.write({
    ...session,
    ...(keepsAccess && { access: { token, expiresAt: clock() + access.left() } }),
  });
  // At once: whoever signs out while it is being written is signed out then.
  holder.signIn(session, access);
  await writing;
  tabs.tell({ kind: 'tokens', session: { ...session, refreshToken: null }, token, left: access.left() });
}

/** Does what another tab has done. */
function followOthers(holder: AuthHolder, { store, clock, hasCookie }: SessionOptions): TabEvents {
  return {
    onMessage: async (told) => {
      if (told.kind === 'ended') {
        if (holder.sessionId() === told.sessionId) holder.signOut(told.reason);
        return;
      }
      const access = holdAccess(told.token, told.left, startStopwatch(clock));
      // What is stored is the truth: a message may be of before the last sign-in. It can also come before what is stored.
      const isStored = async () => hasCookie || (await store.read())?.sessionId === told.session.sessionId;
      if ((await isStored()) || (await pause(500).then(isStored))) holder.signIn(told.session, access);
    },
    onStored: async () => {
      if (hasCookie) return;
      const stored = await store.read();
      if (!stored) holder.signOut('SIGNED_OUT');
      else if (holder.sessionId() !== stored.sessionId) holder.signIn(stored, null);
    },
  };
}
