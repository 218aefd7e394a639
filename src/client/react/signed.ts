import type { ReactNode } from 'react';
import { useAuth } from './use-auth.js';

export interface SignedProps {
  readonly children?: ReactNode;
  /** Shown until it is known who is signed in; by default nothing. */
  readonly pending?: ReactNode;
}

/** Shows its children to whoever is signed in. It hides nothing from anybody: what they may read is up to the server. */
export function SignedIn({ children, pending }: SignedProps): ReactNode {
  const { state, isReady } = useAuth();
  if (!isReady) return pending;
  return state.isSignedIn ? children : null;
}

/** Shows its children to whoever is not signed in. */
export function SignedOut({ children, pending }: SignedProps): ReactNode {
  const { state, isReady } = useAuth();
  if (!isReady) return pending;
  return state.isSignedIn ? null : children;
}
