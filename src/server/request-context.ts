import type { AppContextFor, Module, ModuleDeps } from '../module/index.js';
import type { TrustedIssuers, Verifier } from '../tokens/index.js';
import type { ServerConfig } from './config/config.js';
import { type ContextOf, createContextBuilder } from './graphql/context.js';
import { createTokenLog } from './graphql/token-log.js';
import { createClientAddress } from './http/client-address.js';
import type { RefreshTokenCarriers } from './http/refresh-cookie.js';

export interface RequestContextOptions {
  readonly deps: ModuleDeps;
  readonly config: ServerConfig;
  readonly modules: readonly Module[];
  readonly verifier: Verifier;
  readonly trustedIssuers: TrustedIssuers;
  readonly carriers: RefreshTokenCarriers;
  readonly appContextFor: AppContextFor | undefined;
}

/** Makes the context of each operation: who sends it, from where, and what its resolvers get. */
export function createRequestContext({ config, ...options }: RequestContextOptions): ContextOf {
  const { deps } = options;
  const addressOf = createClientAddress({
    proxies: config.trustedProxies,
    onUntrusted: (address) =>
      deps.log.info(
        { ipAddress: address },
        'a request says whom it is forwarded for, and comes from nobody in TRUSTED_PROXIES: it counts as its own',
      ),
  });
  const tokenLog = createTokenLog({ log: deps.log, config });
  return createContextBuilder({ ...options, tokenLog, addressOf });
}
