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
  /** Shows the operator something that must not appear in a log. */
  readonly announce: (text: string) => void;
  readonly hooks: Hooks;
  /** The roles that accounts are created with. */
  readonly roles: StandardRoles;
  /**
   * The scopes that access tokens with these roles have, according to `@grants`. Empty in commands, which issue no
   * tokens.
   */
  readonly scopesOf: (roles: readonly string[]) => readonly string[];
  /** The services of all modules. They are complete when the first request arrives, not before. */
  readonly services: Services;
}
