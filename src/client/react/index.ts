/** The session of a client in React: who is signed in, and what is shown to whom. No markup of its own. */
export { ClientProvider, type ClientProviderProps, useClient } from './client-provider.js';
export { SignedIn, SignedOut, type SignedProps } from './signed.js';
export { type Auth, useAuth, useCan, useViewer } from './use-auth.js';
