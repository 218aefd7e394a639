import type { Database } from '../database/index.js';
import type { MasterKeys } from '../tokens/index.js';
import type { ModuleDeps } from './deps.js';

/** What a check of `portcullis doctor` found. It contains no secret. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  /** The finding, as a sentence. */
  readonly message: string;
  /** How to fix it; null if there is nothing to fix. */
  readonly mend: string | null;
}

/** What a check is given. */
export interface CheckDeps extends Pick<ModuleDeps, 'config' | 'clock'> {
  /** Undefined if there is no usable database, or if it must be migrated first, which another check reports. */
  readonly database: Database | undefined;
  /** Undefined if there are none yet, or if they cannot be read, which another check reports. */
  readonly masterKeys: MasterKeys | undefined;
}

/** Checks something that a server needs, and changes nothing. What it throws is a finding too. */
export type Check = (deps: CheckDeps) => Promise<readonly Finding[]>;
