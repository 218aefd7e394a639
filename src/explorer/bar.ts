import { createElement as h, type ReactNode } from 'react';
import type { Told } from './ask-server.js';
import type { Credentials } from './credentials.js';

export interface BarProps {
  /** Undefined until the server has told. */
  readonly told: Pick<Told, 'viewer' | 'email'> | undefined;
  readonly kind: Credentials['kind'];
  readonly onSignIn: () => void;
  readonly onSignOut: () => void;
}

/** Who is signed in, as the server has it, with their roles and scopes. */
export function Bar({ told, kind, onSignIn, onSignOut }: BarProps): ReactNode {
  return h(
    'header',
    { className: 'explorer-bar' },
    h('strong', { className: 'explorer-name' }, 'Portcullis'),
    h('div', { className: 'explorer-viewer', 'aria-live': 'polite' }, told && h(Viewer, { ...told, kind })),
    kind === 'nobody'
      ? h('button', { type: 'button', onClick: onSignIn }, 'Sign in')
      : h('button', { type: 'button', onClick: onSignOut }, kind === 'token' ? 'Forget token' : 'Sign out'),
  );
}

function Viewer({ viewer, email, kind }: Pick<BarProps, 'kind'> & Pick<Told, 'viewer' | 'email'>): ReactNode {
  const { authenticated, subject, issuer, roles, scopes, expiresAt, reason } = viewer;
  if (!authenticated) return h('span', null, kind === 'nobody' ? 'Not signed in' : `The token is refused: ${reason}`);
  return [
    h('span', { key: 'subject', title: `${subject}, by ${issuer}`, className: 'explorer-subject' }, email ?? subject),
    h(Names, { key: 'roles', label: roles.length === 1 ? 'role' : 'roles', names: roles }),
    scopes.length > 0 && h(Names, { key: 'scopes', label: scopes.length === 1 ? 'scope' : 'scopes', names: scopes }),
    expiresAt !== null && h(Expiry, { key: 'expiry', expiresAt, kind }),
  ];
}

function Names({ label, names }: { readonly label: string; readonly names: readonly string[] }): ReactNode {
  const shown = names.length === 0 ? ['none'] : names;
  return h('span', null, `${label} `, ...shown.map((name) => h('code', { key: name }, name)));
}

function Expiry({ expiresAt, kind }: Pick<BarProps, 'kind'> & { readonly expiresAt: number }): ReactNode {
  const time = new Date(1000 * expiresAt);
  const title = kind === 'session' ? 'The token is renewed before that.' : 'Then a new token is needed.';
  return h('time', { dateTime: time.toISOString(), title }, `until ${time.toLocaleTimeString()}`);
}
