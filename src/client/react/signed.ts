import type { ReactNode } from 'react';
import { useAuth } from './use-auth.js';

export interface SignedProps {
  readonly children?: ReactNode;
  /** Shown until it is known whether somebody is signed in; by default nothing. */
  readonly pending?: ReactNode;
}

/** Shows its children if somebody is signed in. This protects nothing: what the user may read is up to the server. */
export function SignedIn({ children, pending }: SignedProps): ReactNode {
  const { state, isReady } = useAuth();
  if (!isReady) return pending;
  return state.isSignedIn ? children : null;
}

/** Shows its children if nobody is signed in. */
export function SignedOut({ children, pending }: SignedProps): ReactNode {
  const { state, isReady } = useAuth();
  if (!isReady) return pending;
  return state.isSignedIn ? null : children;
}
