import { createElement as h, type ReactNode, type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { Credentials } from './credentials.js';

export interface SignInProps {
  readonly credentials: Pick<Credentials, 'signIn' | 'useToken'>;
  /** Whether there are accounts here. */
  readonly hasAccounts: boolean;
  readonly onClose: () => void;
}

/** A dialog with two ways in: an account of this server, or a token that somebody else has issued. */
export function SignIn({ credentials, hasAccounts, onClose }: SignInProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (enter: (entered: FormData) => Promise<void>) => async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      await enter(new FormData(event.currentTarget));
      dialog.current?.close();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  const withAccount = submit((entered) =>
    credentials.signIn({ email: textOf(entered, 'email'), password: textOf(entered, 'password') }),
  );
  const withToken = submit((entered) => credentials.useToken(textOf(entered, 'token')));
  return h(
    'dialog',
    { ref: dialog, className: 'explorer-dialog', 'aria-labelledby': 'sign-in', onClose },
    h('h2', { id: 'sign-in' }, 'Sign in'),
    hasAccounts &&
      h(
        'form',
        { onSubmit: withAccount },
        field('E-mail address', { name: 'email', type: 'email', autoComplete: 'username' }),
        field('Password', { name: 'password', type: 'password', autoComplete: 'current-password' }),
        h('button', { type: 'submit', disabled: isBusy }, 'Sign in'),
      ),
    h(
      'details',
      { open: !hasAccounts },
      h('summary', null, 'Use an access token instead'),
      h(
        'form',
        { onSubmit: withToken },
        field('Access token, of this server or of an issuer that it trusts', { name: 'token', autoComplete: 'off' }),
        h('button', { type: 'submit', disabled: isBusy }, 'Use this token'),
      ),
    ),
    h('p', { role: 'alert', className: 'explorer-problem' }, problem),
    h(
      'button',
      { type: 'button', className: 'explorer-close', onClick: () => dialog.current?.close(), 'aria-label': 'Close' },
      '×',
    ),
  );
}

function field(
  label: string,
  input: { readonly name: string; readonly type?: string; readonly autoComplete: string },
): ReactNode {
  return h('label', null, label, h('input', { required: true, spellCheck: false, ...input }));
}

function textOf(entered: FormData, name: string): string {
  const value = entered.get(name);
  return typeof value === 'string' ? value : '';
}
