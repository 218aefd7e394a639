import type { Database, MigrationDifference } from '../database/index.js';
import type { CheckDeps, Finding } from '../module/index.js';
import type { ServerConfig } from '../server/config/config.js';
import type { ServerOptions } from '../server/create-server.js';
import type { IssuerInspection } from '../tokens/index.js';

/** What became of the database when it was looked for. */
export type FoundDatabase =
  /** No difference is known of one that has no tables of ours yet. */
  | { readonly database: Database; readonly difference: MigrationDifference | undefined }
  /** There is none yet, and the first start would make it. */
  | { readonly database: undefined; readonly findings: readonly Finding[] };

/** What is examined. */
export interface Subject extends CheckDeps, Pick<ServerOptions, 'modules' | 'roles'> {
  readonly config: ServerConfig;
  readonly found: FoundDatabase;
  /** Asks the issuers, once for all who want to know. */
  readonly inspectIssuers: () => Promise<readonly IssuerInspection[]>;
}

/** A check of the server itself. */
export type SubjectCheck = (subject: Subject) => Promise<readonly Finding[]>;
