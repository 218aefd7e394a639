import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { ModuleDeps, Services } from '../../src/module/index.js';
import type { User } from '../../src/modules/accounts/index.js';
import { insertUser } from '../../src/modules/accounts/store.js';
import type { AuditEvent } from '../../src/modules/audit/index.js';
import { lockOf, type SessionData } from '../../src/modules/sessions/index.js';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { openRuntime } from '../../src/server/runtime.js';
import { createServerVerifier } from '../../src/server/verification.js';
import type { Refusal, Verifier } from '../../src/tokens/index.js';
import type { TestClock } from './clock.js';
import type { TestPlace } from './databases.js';
import { expectNoLeak, noteSecret, noteSecretsIn } from './leaks.js';
import { MASTER_KEY, type Tokens } from './server.js';

export interface TestInstanceOptions {
  readonly place: Pick<TestPlace, 'dataDir' | 'url'>;
  readonly clock?: () => number;
  readonly env?: Readonly<Record<string, string>>;
  readonly onEvent?: (event: AuditEvent) => void | Promise<void>;
}

/** One instance of the modules on a database, as a server has it, but without HTTP: for what is asked very often. */
export interface TestInstance {
  readonly deps: ModuleDeps;
  readonly logged: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

export const CLIENT = { ipAddress: '192.0.2.1', userAgent: 'Browser/1.0' } as const;
export const NOBODY = { actorId: null, client: CLIENT } as const;

export async function startInstance({ place, env, ...options }: TestInstanceOptions): Promise<TestInstance> {
  const logged: Record<string, unknown>[] = [];
  let text = '';
  const write = (line: string) => {
    text += line;
    logged.push(JSON.parse(line));
  };
  const runtime = await openRuntime({
    ...options,
    modules,
    // In production, no administrator is made.
    config: loadConfig({
      modules,
      env: {
        NODE_ENV: 'production',
        DATA_DIR: place.dataDir,
        DATABASE_URL: place.url,
        MASTER_KEY,
        TOKEN_ALGORITHM: 'HS256',
        RATE_LIMITS: 'off',
        ...env,
      },
    }),
    log: pino({ level: 'info' }, { write }),
  });
  const { database } = runtime.deps;
  // These tests ask who wins, and not what survives a power cut.
  if (database.dialect === 'sqlite') await sql`pragma synchronous = off`.execute(database.query);
  await runtime.start();
  const close = async () => {
    await runtime.stop();
    expectNoLeak(text);
  };
  return { deps: runtime.deps, logged, close };
}

/** The same instance with some things replaced: services of its own on them, the same keys. */
export function withDeps(deps: ModuleDeps, changes: Partial<ModuleDeps>): ModuleDeps {
  const services = {} as Services;
  const own: ModuleDeps = { ...deps, ...changes, services };
  for (const module of modules) Object.assign(services, module.services?.(own));
  Object.assign(services, { keys: deps.services.keys });
  return own;
}

/** How many seconds refreshes converge, and how often a lost reply is given again later than that. */
export type Setting = Pick<ModuleDeps['config']['sessions'], 'graceSeconds' | 'lateRetries'>;

/** The same instance with a clock of its own, and this setting. */
export function withSetting(deps: ModuleDeps, clock: TestClock, setting: Setting): ModuleDeps {
  const config = { ...deps.config, sessions: { ...deps.config.sessions, ...setting } };
  return withDeps(deps, { clock: clock.now, config });
}

/** A user as `register` writes him, without the cost of a password. */
export async function addUser({ database }: ModuleDeps, changes: Partial<User> = {}): Promise<User> {
  const id = randomBytes(16).toString('hex');
  const user: User = {
    id,
    email: `${id}@example.com`,
    name: null,
    passwordHash: '',
    roles: ['USER'],
    disabled: false,
    emailVerified: false,
    version: 1,
    createdAt: 0,
    ...changes,
  };
  noteSecret('an email', user.email);
  await insertUser(database.query, user);
  return user;
}

/** A session, as `login` opens it once the password is right. */
export async function openFor({ database, services }: ModuleDeps, user: User, data?: SessionData): Promise<Tokens> {
  const session = await services.sessions.prepare({ user, client: CLIENT, data });
  const payload = await database.transaction((tx) => services.sessions.open(tx, session), {
    lock: lockOf(user.id),
  });
  return tokensOf(payload);
}

export async function refreshOf({ services }: ModuleDeps, refreshToken: string): Promise<Tokens> {
  return tokensOf(await services.sessions.refresh(refreshToken, CLIENT));
}

/** What a promise comes to: its value, or the code of its error. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | string> {
  return promise.catch((error: unknown) => {
    if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
    throw error;
  });
}

/** An instance has one, as a server has: it makes room for ten thousand tokens. */
const verifiers = new WeakMap<ModuleDeps, Verifier>();

/** Why this instance would not take the access token; undefined if it would. */
export function refusalOf(deps: ModuleDeps, accessToken: string): Refusal['reason'] | undefined {
  const verifier = verifiers.get(deps) ?? createServerVerifier(deps);
  verifiers.set(deps, verifier);
  const verification = verifier.verify(accessToken);
  return 'refusal' in verification ? verification.refusal.reason : undefined;
}

function tokensOf(
  payload: { readonly refreshToken?: string | null | undefined } & Omit<Tokens, 'refreshToken'>,
): Tokens {
  const { refreshToken } = payload;
  if (!refreshToken) throw new TypeError('There is no refresh token.');
  noteSecretsIn(payload);
  return { ...payload, refreshToken };
}
