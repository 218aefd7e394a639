import type { AppContextFor, Module, ModuleDeps } from '../module/index.js';
import type { TrustedIssuers, Verifier } from '../tokens/index.js';
import type { ServerConfig } from './config/config.js';
import { type ContextOf, createContextBuilder } from './graphql/context.js';
import { createTokenLog } from './graphql/token-log.js';
import type { ClientAddress } from './http/client-address.js';
import type { RefreshTokenCarriers } from './http/refresh-cookie.js';
import type { LogParts } from './log-parts.js';

export interface RequestContextOptions {
  readonly deps: ModuleDeps;
  readonly config: ServerConfig;
  readonly modules: readonly Module[];
  readonly verifier: Verifier;
  readonly trustedIssuers: TrustedIssuers;
  readonly carriers: RefreshTokenCarriers;
  readonly appContextFor: AppContextFor | undefined;
  readonly addressOf: ClientAddress;
  readonly logs: LogParts;
}

/** Makes the context of each operation: who sends it, from where, and what its resolvers get. */
export function createRequestContext({ config, logs, ...options }: RequestContextOptions): ContextOf {
  const tokenLog = createTokenLog({ log: logs.of('tokens'), config });
  return createContextBuilder({ ...options, tokenLog });
}
