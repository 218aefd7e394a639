import type { TrustedIssuer } from '../tokens/index.js';

/** The variables that are set; an empty one counts as one that is not. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The part of the configuration that every module sees. */
export interface BaseConfig {
  readonly isProduction: boolean;
  readonly dataDir: string;
  /** The address at which clients reach this server, without a trailing slash. */
  readonly publicUrl: string;
  /** The address of the pages that links in mails lead to, without a trailing slash. */
  readonly appUrl: string;
  readonly token: {
    readonly issuer: string;
    readonly audience: string;
    readonly toleranceSeconds: number;
  };
  /** Other issuers whose tokens are accepted. */
  readonly trustedIssuers: readonly TrustedIssuer[];
}

/** A variable, as described to people. */
export interface Variable {
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** The value if it is not set; null if there is none. */
  readonly default: string | null;
  readonly isRequired: boolean;
}

/** Variables that belong together, and how they are read. */
export interface VariablesOf<T> {
  readonly variables: readonly Variable[];
  /** Prefixes that no other program uses: an unknown variable with such a prefix causes a warning. */
  readonly prefixes: readonly string[];
  /** Their value, or everything that is wrong with them, one sentence each. */
  readonly read: (env: Environment) => { readonly value: T } | { readonly problems: readonly string[] };
}
