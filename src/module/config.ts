import type { Algorithm, TrustedIssuer } from '../tokens/index.js';

/** What modules are told of what was set from outside; a module adds its own as it adds its services. */
export interface Config {
  readonly isProduction: boolean;
  readonly dataDir: string;
  /** Where clients reach this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Where the pages are that the links in mails lead to, without a slash at the end. */
  readonly appUrl: string;
  readonly token: {
    readonly issuer: string;
    readonly audience: string;
    readonly algorithm: Algorithm;
    /** An HS256 secret from outside. */
    readonly secret: Buffer | undefined;
    readonly lifetimeSeconds: number;
    /** The longest lifetime that can be set. */
    readonly maxLifetimeSeconds: number;
    readonly toleranceSeconds: number;
    /** The age at which the key that signs gets a successor; 0 for never. */
    readonly keyRotationSeconds: number;
  };
  readonly session: {
    /** How long a session lasts without a refresh. */
    readonly idleSeconds: number;
    /** How long it lasts at most. */
    readonly absoluteSeconds: number;
    /** How long the refresh token before the newest one gets the newest once more. */
    readonly graceSeconds: number;
    /** How many a user can have; the least recently used goes. */
    readonly perUser: number;
  };
  /** How long revocations of other instances may be unknown until tokens are not accepted. */
  readonly revocationMaxLagSeconds: number;
  readonly auditRetentionSeconds: number;
  /** Whether anybody may make an account. */
  readonly registration: 'open' | 'closed';
  /** Whether one must prove that an address is one's own before one can sign in. */
  readonly emailVerification: 'off' | 'required';
  /** Other issuers whose tokens count. */
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly admin: { readonly email: string; readonly password: string } | undefined;
}
