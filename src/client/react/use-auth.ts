import { useSyncExternalStore } from 'react';
import type { Verdict } from '../../requirement.js';
import type { AuthState, ClientViewer } from '../auth-state.js';
import type { Client } from '../client.js';
import type { OperationDocument } from '../document-text.js';
import type { AskedVariables } from '../rights.js';
import { useProvided } from './client-provider.js';

/** Whether somebody is signed in, and how to change that. */
export interface Auth extends Pick<Client, 'login' | 'logout' | 'register' | 'changePassword'> {
  readonly state: AuthState;
  /** False until it is known whether somebody is signed in: until then show neither a sign-in form nor a greeting. */
  readonly isReady: boolean;
}

/** Renders again whenever the state changes. */
export function useAuth(): Auth {
  const { client, isReady } = useProvided();
  const read = () => client.state;
  const state = useSyncExternalStore(client.onAuthStateChange, read, read);
  const { login, logout, register, changePassword } = client;
  // A session that was stored is known before the server has answered.
  return { state, isReady: isReady || state.isSignedIn, login, logout, register, changePassword };
}

/**
 * Whether the server allows the viewer an operation, as `client.can` says. Renders again whenever the viewer changes.
 */
export function useCan<TResult, TVariables>(
  document: OperationDocument<TResult, TVariables>,
  ...rest: AskedVariables<TVariables>
): Verdict {
  const { client } = useProvided();
  useAuth();
  return client.can(document, ...rest);
}

/**
 * The viewer that the access token names: its roles, scopes and claims. Null if nobody is signed in, or if that is not
 * known yet.
 */
export function useViewer(): ClientViewer | null {
  const { state } = useAuth();
  return state.isSignedIn ? state.viewer : null;
}
