import type { Logger } from 'pino';
import type { Database } from '../database/index.js';
import type { MasterKeys } from '../tokens/index.js';
import type { Config, Hooks, Services } from './additions.js';
import type { Metrics } from './metrics.js';
import type { StandardRoles } from './roles.js';
import type { Trace } from './trace.js';

export type Log = Logger;

/** What a module is given. */
export interface ModuleDeps {
  readonly config: Config;
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly trace: Trace;
  /** Tells the operator something that must not be in a log. */
  readonly announce: (text: string) => void;
  readonly hooks: Hooks;
  /** The roles that accounts are made with. */
  readonly roles: StandardRoles;
  /** The scopes that the access tokens of somebody with these roles have, by `@grants`. None in commands, which make no tokens. */
  readonly scopesOf: (roles: readonly string[]) => readonly string[];
  /** Every module's services. They are all there when the first request comes, and not before. */
  readonly services: Services;
}
