import type { TokenReason } from '../../errors.js';
import { anonymousBecause, type Viewer } from '../index.js';
import type { AccessTable } from '../rules/compile.js';
import { scopesOfRoles } from '../rules/grants.js';
import { literalValue } from './literal.js';
import { Misreading } from './misreading.js';
import type { ViewerWord } from './read-check.js';

/** Somebody who asks, as a test file says it. */
export type Identity =
  | { readonly reason: TokenReason }
  | {
      readonly reason: null;
      /** The viewer of the file that it is, or is made of; null for one that has no name. */
      readonly name: string | null;
      readonly sub: string | undefined;
      readonly iss: string | undefined;
      readonly roles: readonly string[];
      /** Undefined for those that the roles bring. */
      readonly scopes: readonly string[] | undefined;
      readonly claims: Readonly<Record<string, unknown>> | undefined;
    };

export type SignedInIdentity = Extract<Identity, { readonly reason: null }>;

/** What the words of a viewer are read against. */
export interface KnownViewers {
  readonly viewers: ReadonlyMap<string, Identity>;
  readonly roles: ReadonlyMap<string, unknown>;
}

/** Who is signed in, and no more. */
export const SOMEBODY: SignedInIdentity = {
  reason: null,
  name: null,
  sub: undefined,
  iss: undefined,
  roles: [],
  scopes: undefined,
  claims: undefined,
};

/** Viewers that every file has. */
const NOBODY: ReadonlyMap<string, TokenReason> = new Map<string, TokenReason>([
  ['nobody', 'TOKEN_MISSING'],
  ['anonymous', 'TOKEN_MISSING'],
  ['TOKEN_MISSING', 'TOKEN_MISSING'],
  ['SCHEME_NOT_BEARER', 'SCHEME_NOT_BEARER'],
  ['TOKEN_INVALID', 'TOKEN_INVALID'],
  ['TOKEN_EXPIRED', 'TOKEN_EXPIRED'],
  ['TOKEN_REVOKED', 'TOKEN_REVOKED'],
]);

export function isBuiltIn(name: string): boolean {
  return NOBODY.has(name);
}

/** Who these words are. Throws a `Misreading` for a name that is none. */
export function identityOf(words: readonly ViewerWord[], known: KnownViewers): Identity {
  const [first] = words;
  const reason = first?.kind === 'name' ? NOBODY.get(first.text) : undefined;
  if (reason !== undefined) {
    if (words.length === 1) return { reason };
    throw new Misreading('Who is not signed in has nothing else. Take the other words away.');
  }
  return words.reduce<SignedInIdentity>((identity, word) => withWord(identity, word, known), SOMEBODY);
}

function withWord(identity: SignedInIdentity, word: ViewerWord, known: KnownViewers): SignedInIdentity {
  switch (word.kind) {
    case 'sub':
    case 'iss':
      return { ...identity, [word.kind]: word.text };
    case 'scope':
      return { ...identity, scopes: [...(identity.scopes ?? []), word.text] };
    case 'claims': {
      const read = literalValue(word.value, (name) => {
        throw new Misreading(`Claims have values, and no $${name}.`);
      });
      return { ...identity, claims: { ...identity.claims, ...(read as SignedInIdentity['claims']) } };
    }
    case 'name':
      return withName(identity, word.text, known);
  }
}

function withName(identity: SignedInIdentity, name: string, { viewers, roles }: KnownViewers): SignedInIdentity {
  const viewer = viewers.get(name);
  if (viewer === undefined && roles.has(name)) return { ...identity, roles: [...identity.roles, name] };
  if (viewer === undefined) throw new Misreading(unknownName(name, [...viewers.keys()], [...roles.keys()]));
  if (viewer.reason !== null) throw new Misreading(`${name} is not signed in, and has nothing else.`);
  if (identity.name !== null) throw new Misreading(`${identity.name} and ${name} are two viewers. Name one of them.`);
  return {
    ...viewer,
    name,
    roles: [...viewer.roles, ...identity.roles],
    scopes: identity.scopes ?? viewer.scopes,
    claims: identity.claims ?? viewer.claims,
    sub: identity.sub ?? viewer.sub,
    iss: identity.iss ?? viewer.iss,
  };
}

function unknownName(name: string, viewers: readonly string[], roles: readonly string[]): string {
  const some = (what: string, names: readonly string[]) => (names.length > 0 ? `${what} ${names.join(', ')}` : '');
  const there = [some('the viewers', [...viewers, 'nobody']), some('the roles', roles)].filter(Boolean).join(' and ');
  return `There is no viewer or role ${name}. There are ${there}.`;
}

/**
 * The viewer of such a token. A named one is the subject of that name, unless a subject is written. Without scopes it has
 * those that its roles bring, as a token of a Portcullis server; one of another issuer has none.
 */
export function viewerOfIdentity(identity: Identity, table: Pick<AccessTable, 'grants'>): Viewer {
  if (identity.reason !== null) return anonymousBecause(identity.reason);
  const { name, sub, iss, roles, scopes, claims = {} } = identity;
  return {
    authenticated: true,
    issuer: iss ?? null,
    subject: sub ?? name,
    roles,
    scopes: scopes ?? (iss === undefined ? scopesOfRoles(table, roles) : []),
    claims,
    expiresAt: null,
    reason: null,
  };
}
