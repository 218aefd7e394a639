import type { Database } from '../database/index.js';
import type { MasterKeys } from '../tokens/index.js';
import type { ModuleDeps } from './deps.js';

/** What a check of `portcullis doctor` found. No secret is in it. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  /** What is so, as a sentence. */
  readonly message: string;
  /** How to fix it; null if nothing is to be fixed. */
  readonly mend: string | null;
}

/** What a check is given. */
export interface CheckDeps extends Pick<ModuleDeps, 'config' | 'clock'> {
  /** Undefined if there is none that can be used, or if it has to be migrated first, which another check says. */
  readonly database: Database | undefined;
  /** Undefined if there are none yet, or if they cannot be read, which another check says. */
  readonly masterKeys: MasterKeys | undefined;
}

/** Tries out something that a server needs, and changes nothing. What it throws is a finding too. */
export type Check = (deps: CheckDeps) => Promise<readonly Finding[]>;
