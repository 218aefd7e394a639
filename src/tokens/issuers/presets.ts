import type { ClaimPath } from './claim-path.js';
import type { RoleSource, TrustedIssuer } from './trusted-issuer.js';

/** A trusted issuer with a preset, which supplies the options that are not given. */
export interface PresetIssuer extends Omit<Partial<TrustedIssuer>, 'audience' | 'roles'> {
  readonly preset: Preset;
  /**
   * As one or more strings, it is compared with the claim that the preset uses for the audience: `client_id` for
   * Cognito, `azp` for Clerk.
   */
  readonly audience?: TrustedIssuer['audience'] | undefined;
  /** Without a claim, the roles of the preset's own claim are mapped. */
  readonly roles?: RoleMap | readonly RoleMap[] | undefined;
}

type RoleMap = Pick<RoleSource, 'map'> & Partial<RoleSource>;

/** Options of which nothing is known yet: as they are in a file. */
type Unread = Readonly<Record<string, unknown>>;
type UnreadIssuer = Unread & { readonly preset: Preset };

interface Kind {
  /** Where `iss` is the same for all, or follows from the audience. */
  readonly issuer?: (audience: string) => string;
  /** The path of its keys from the issuer on, or where they are. */
  readonly keys: string;
  readonly audienceClaim?: ClaimPath;
  /** By default an audience that all of its tokens have. */
  readonly audience?: string;
  readonly roleClaims?: readonly ClaimPath[];
  readonly options?: Partial<TrustedIssuer>;
}

/** `./` goes on from the issuer, whether or not it ends with a slash. */
const JWKS = './.well-known/jwks.json';

const kinds = {
  auth0: { keys: JWKS, options: { scopes: [{ claim: 'scope' }, { claim: 'permissions' }] } },
  'better-auth': {
    keys: './api/auth/jwks',
    roleClaims: ['role'],
    options: { algorithms: ['EdDSA', 'ES256', 'RS256', 'PS256', 'ES512'], typ: ['JWT', null] },
  },
  clerk: {
    keys: JWKS,
    audienceClaim: 'azp',
    // Of the session token's second version, and of its first.
    roleClaims: [['o', 'rol'], 'org_role'],
    options: { typ: ['JWT'], requiredClaims: [{ claim: 'sid' }] },
  },
  cognito: {
    keys: JWKS,
    audienceClaim: 'client_id',
    roleClaims: ['cognito:groups'],
    options: {
      typ: [null, 'JWT'],
      scopes: { claim: 'scope' },
      requiredClaims: [{ claim: 'token_use', in: ['access'] }],
    },
  },
  entra: {
    issuer: () => 'https://login.microsoftonline.com/{tenantid}/v2.0',
    keys: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
    roleClaims: ['roles'],
    options: { typ: ['JWT'], scopes: { claim: 'scp' }, requiredClaims: [{ claim: 'azp' }, { claim: 'tid' }] },
  },
  firebase: {
    issuer: (project) => `https://securetoken.google.com/${project}`,
    keys: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    roleClaims: ['roles'],
    options: { typ: ['JWT'], acceptIdTokens: true, requiredClaims: [{ claim: 'firebase' }] },
  },
  google: {
    issuer: () => 'https://accounts.google.com',
    keys: 'https://www.googleapis.com/oauth2/v3/certs',
    options: { typ: ['JWT'], acceptIdTokens: true },
  },
  keycloak: {
    keys: './protocol/openid-connect/certs',
    roleClaims: [['realm_access', 'roles']],
    options: { typ: ['JWT', 'at+jwt'], scopes: { claim: 'scope' }, requiredClaims: [{ claim: 'typ', in: ['Bearer'] }] },
  },
  okta: {
    keys: './v1/keys',
    roleClaims: ['groups'],
    options: { typ: [null, 'JWT', 'at+jwt'], scopes: { claim: 'scp' }, requiredClaims: [{ claim: 'cid' }] },
  },
  supabase: {
    keys: JWKS,
    audience: 'authenticated',
    // Not user_metadata, which users write themselves.
    roleClaims: [['app_metadata', 'roles']],
    options: {
      algorithms: ['ES256', 'RS256', 'EdDSA'],
      typ: ['JWT'],
      requiredClaims: [{ claim: 'role', in: ['authenticated'] }, { claim: 'session_id' }],
    },
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** The presets of well-known issuers, which need few options. */
export type Preset = keyof typeof kinds;

export const presets: readonly string[] = Object.freeze(Object.keys(kinds));

export function isPreset(name: unknown): name is Preset {
  return typeof name === 'string' && Object.hasOwn(kinds, name);
}

/** The options that an issuer of this kind has: what its kind says, but for those that are given. */
export function withPreset({ preset, ...given }: PresetIssuer | UnreadIssuer): Unread {
  const kind: Kind = kinds[preset];
  const { audience = kind.audience, issuer = kind.issuer?.(firstText(audience)), roles, ...others }: Unread = given;
  return {
    ...kind.options,
    ...(given.secret === undefined ? keysOf(kind, issuer) : { algorithms: ['HS256'] }),
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)),
    issuer,
    audience: audienceOf(kind, audience),
    requiredClaims: requiredClaimsOf(kind, given.requiredClaims),
    roles: roles === undefined ? undefined : [roles].flat().flatMap((each) => rolesOf(kind, each)),
  };
}

function firstText(audience: unknown): string {
  const values = typeof audience === 'object' && audience !== null && 'in' in audience ? audience.in : audience;
  const [first] = [values].flat();
  return typeof first === 'string' ? first : '';
}

function keysOf(kind: Kind, issuer: unknown): Unread {
  if (typeof issuer !== 'string') return {};
  return { jwksUri: kind.keys.replace(/^\.\//, `${issuer.replace(/\/$/, '')}/`) };
}

function audienceOf({ audienceClaim }: Kind, audience: unknown): unknown {
  const isPlain = typeof audience === 'string' || Array.isArray(audience);
  return isPlain && audienceClaim !== undefined ? { claim: audienceClaim, in: [audience].flat() } : audience;
}

/** Those of the kind keep its other tokens out, so what is given comes to them. */
function requiredClaimsOf({ options: { requiredClaims = [] } = {} }: Kind, given: unknown): unknown {
  if (given !== undefined && !Array.isArray(given)) return given;
  const all = [...requiredClaims, ...(given ?? [])];
  return all.length > 0 ? all : undefined;
}

/** A map without a claim is one of each claim that the kind has roles in. */
function rolesOf({ roleClaims = [] }: Kind, roles: unknown): readonly unknown[] {
  const isMapAlone = typeof roles === 'object' && roles !== null && !('claim' in roles);
  return isMapAlone && roleClaims.length > 0 ? roleClaims.map((claim) => ({ ...roles, claim })) : [roles];
}
