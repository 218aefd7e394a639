import type { TrustedIssuer } from '../tokens/index.js';

/** The variables that are set; an empty one counts as one that is not. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the server tells every module of what was set from outside. */
export interface BaseConfig {
  readonly isProduction: boolean;
  readonly dataDir: string;
  /** Where clients reach this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Where the pages are that the links in mails lead to, without a slash at the end. */
  readonly appUrl: string;
  readonly token: {
    readonly issuer: string;
    readonly audience: string;
    readonly toleranceSeconds: number;
  };
  /** Other issuers whose tokens count. */
  readonly trustedIssuers: readonly TrustedIssuer[];
}

/** A variable, as people read of it. */
export interface Variable {
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** What counts if it is not set; null if nothing does. */
  readonly default: string | null;
  readonly isRequired: boolean;
}

/** Variables that belong together, and what is made of them. */
export interface VariablesOf<T> {
  readonly variables: readonly Variable[];
  /** Beginnings of their names that no other program uses: an unknown variable that begins so is told of. */
  readonly prefixes: readonly string[];
  /** What they say, or everything that is wrong with them, a sentence each. */
  readonly read: (env: Environment) => { readonly value: T } | { readonly problems: readonly string[] };
}
