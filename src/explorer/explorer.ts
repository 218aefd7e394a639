import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { buildClientSchema } from 'graphql';
import { createElement as h, type ReactNode, useMemo, useState } from 'react';
import type { Addresses, Told } from './ask-server.js';
import { Bar } from './bar.js';
import type { Credentials } from './credentials.js';
import { describeRules } from './describe-rules.js';
import { exampleOf } from './example.js';
import { hasRootField } from './has-root-field.js';
import { refusalRule } from './refusal-rule.js';
import { SignIn } from './sign-in.js';
import { useTold } from './use-told.js';

export interface ExplorerProps {
  readonly addresses: Addresses;
  readonly credentials: Credentials;
  /** Sandbox was asked for, and its CDN is out of reach. */
  readonly isInstead: boolean;
}

const INSTEAD = 'Apollo Sandbox cannot be reached, so this is GraphiQL, which comes with the server.';

/** GraphiQL, and above it who is signed in. */
export function Explorer({ addresses, credentials, isInstead }: ExplorerProps): ReactNode {
  const { told, problem } = useTold(addresses, credentials);
  const [isSigningIn, setSigningIn] = useState(false);
  const hasAccounts = !told?.introspection || hasRootField(told.introspection, 'login');
  const notices = [isInstead && INSTEAD, problem ?? told?.problem].filter((each) => typeof each === 'string');
  return h(
    'div',
    { className: 'explorer' },
    h(Bar, {
      told,
      kind: credentials.kind,
      onSignIn: () => setSigningIn(true),
      onSignOut: () => void credentials.signOut(),
    }),
    ...notices.map((notice) => h('p', { key: notice, className: 'explorer-notice', role: 'status' }, notice)),
    told && h(Editor, { told, credentials, url: addresses.graphql }),
    isSigningIn && h(SignIn, { credentials, hasAccounts, onClose: () => setSigningIn(false) }),
  );
}

interface EditorProps {
  readonly told: Told;
  readonly credentials: Credentials;
  readonly url: string;
}

function Editor({ told, credentials, url }: EditorProps): ReactNode {
  const fetcher = useMemo(() => createGraphiQLFetcher({ url, fetch: credentials.fetch }), [url, credentials]);
  const { introspection } = told;
  const schema = useMemo(
    () => introspection && buildClientSchema(describeRules(introspection, told.rules)),
    [introspection, told.rules],
  );
  const validationRules = useMemo(() => [refusalRule(told)], [told]);
  const [defaultQuery] = useState(() => exampleOf(introspection));
  return h(GraphiQL, {
    ...{ fetcher, schema, validationRules, defaultQuery },
    storage: sessionStorage,
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
  });
}
