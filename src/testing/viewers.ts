import type { SessionStorage, StoredSession } from '../client/index.js';
import type { ModuleDeps } from '../module/index.js';
import { type CustomClaims, createTokenIssuer } from '../tokens/index.js';

/** The viewer of a test. */
export interface TestViewer {
  readonly roles?: readonly string[];
  /** By default those that the roles grant. */
  readonly scopes?: readonly string[];
  /** Custom claims. */
  readonly claims?: CustomClaims;
  /** The subject of the token. It has no account unless the test has created one. */
  readonly sub?: string;
}

/** A session, and what its tokens say besides. */
interface Opened {
  readonly session: Omit<StoredSession, 'access'>;
  readonly version: number;
  readonly custom: CustomClaims;
}

/**
 * Makes sessions of viewers, and leaves each where a client finds it, as if of a visit before.
 *
 * @param known the roles of the schema: another grants nothing, so a test with it would see refusals for a slip of the pen
 */
export function createViewers(deps: ModuleDeps, known: readonly string[]) {
  const { config, services, clock, randomBytes, scopesOf, roles: standard } = deps;
  const lifetimeSeconds = config.sessions.accessTokenSeconds;
  const issuer = createTokenIssuer({
    keys: { signingKey: () => services.keys.signingKey() },
    issuer: config.token.issuer,
    audience: config.token.audience,
    clock,
    randomBytes,
  });
  return {
    storageOf: async (viewer: TestViewer): Promise<SessionStorage> => {
      const { roles = [standard.user] } = viewer;
      const unknown = roles.find((role) => !known.includes(role));
      if (unknown !== undefined) throw new TypeError(`There is no role ${unknown}. Choose from ${known.join(', ')}.`);
      const { session, version, custom } =
        viewer.sub === undefined ? await openSession(deps, roles) : withoutAccount(deps, viewer.sub, lifetimeSeconds);
      const { userId: subject, sessionId } = session;
      const { scopes = scopesOf(roles), claims = custom } = viewer;
      const token = issuer.issue({ subject, sessionId, version, roles, scopes, custom: claims }, lifetimeSeconds);
      return kept({ ...session, access: { token, expiresAt: clock() + 1000 * lifetimeSeconds } });
    },
  };
}

async function openSession(deps: ModuleDeps, roles: readonly string[]): Promise<Opened> {
  const { services, database, clock, randomBytes } = deps;
  const name = randomBytes(8).toString('hex');
  const details = { email: `${name}@example.com`, password: randomBytes(16).toString('hex'), name };
  const user = await services.accounts.prepare(details, roles);
  const prepared = await services.sessions.prepare({ user, client: { ipAddress: null, userAgent: null } });
  const { userId, sessionId, refreshToken, refreshExpiresIn } = await database.transaction(async (tx) => {
    await services.accounts.insert(tx, user);
    return services.sessions.open(tx, prepared);
  });
  const expiresAt = clock() + 1000 * refreshExpiresIn;
  return {
    session: { userId, sessionId, refreshToken: refreshToken ?? null, expiresAt },
    version: user.version,
    custom: prepared.custom,
  };
}

/** Somebody of whom nobody knows but the token: its version is newer than all that were taken back. */
function withoutAccount({ clock, randomBytes }: ModuleDeps, userId: string, lifetimeSeconds: number): Opened {
  const sessionId = randomBytes(16).toString('hex');
  return {
    session: { userId, sessionId, refreshToken: null, expiresAt: clock() + 1000 * lifetimeSeconds },
    version: Number.MAX_SAFE_INTEGER,
    custom: {},
  };
}

function kept(session: StoredSession): SessionStorage {
  let text: string | null = JSON.stringify(session);
  return {
    getItem: () => text,
    setItem: (_name, value) => {
      text = value;
    },
    removeItem: () => {
      text = null;
    },
  };
}
