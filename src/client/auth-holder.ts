import type { HeldAccess } from './access-memory.js';
import { type AuthState, readViewer, type SignedOutReason } from './auth-state.js';
import type { StoredSession } from './stored-session.js';

/** Who is signed in and with which access token, in memory; and who is told when that changes. */
export interface AuthHolder {
  state(): AuthState;
  /** Undefined if nobody is signed in. */
  sessionId(): string | undefined;
  /** Null also if it has expired. */
  access(): HeldAccess | null;
  signIn(session: StoredSession, access: HeldAccess | null): void;
  signOut(reason: SignedOutReason): void;
  /** Forgets an access token that the server refused. */
  drop(token: string): void;
  /** Grows with each session that is opened or ended: what was asked for before is out of date then. */
  turn(): number;
  onChange(listener: (state: AuthState) => void): () => void;
  close(): void;
}

export function createAuthHolder(): AuthHolder {
  const listeners = new Set<(state: AuthState) => void>();
  let state: AuthState = { isSignedIn: false, reason: 'SIGNED_OUT' };
  let access: HeldAccess | null = null;
  let turn = 0;
  const currentId = () => (state.isSignedIn ? state.sessionId : undefined);
  const change = (next: AuthState) => {
    state = next;
    for (const listener of [...listeners]) listener(state);
  };
  return {
    state: () => state,
    sessionId: currentId,
    access: () => (access && access.left() > 0 ? access : null),
    signIn: ({ userId, sessionId }, next) => {
      const isSame = currentId() === sessionId;
      if (!isSame) turn += 1;
      access = next;
      const viewer = next && readViewer(next.token);
      change({ isSignedIn: true, reason: isSame ? 'REFRESHED' : 'SIGNED_IN', userId, sessionId, viewer });
    },
    signOut: (reason) => {
      access = null;
      turn += 1;
      if (state.isSignedIn) change({ isSignedIn: false, reason });
    },
    drop: (token) => {
      if (access?.token === token) access = null;
    },
    turn: () => turn,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => listeners.clear(),
  } satisfies AuthHolder;
}
