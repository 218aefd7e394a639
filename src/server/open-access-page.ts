import type { Access } from '../access/index.js';
import type { ModuleDeps } from '../module/index.js';
import { type AccessPage, createAccessPage } from './access-page/access-page.js';
import { hasAccessPage } from './config/access-page-role.js';
import type { ServerConfig } from './config/config.js';
import { createIdentityOf } from './graphql/identity-of.js';
import { createTokenLog } from './graphql/token-log.js';
import type { ClientAddress } from './http/client-address.js';
import type { LogParts } from './log-parts.js';
import type { Verification } from './verification.js';

export interface OpenAccessPageOptions {
  readonly access: Access;
  readonly config: ServerConfig;
  readonly deps: ModuleDeps;
  readonly tokens: Verification;
  readonly addressOf: ClientAddress;
  readonly logs: LogParts;
}

/** The access page, where there is one. */
export function openAccessPage(options: OpenAccessPageOptions): AccessPage | undefined {
  const { access, config, deps, tokens, addressOf, logs } = options;
  if (!hasAccessPage(config)) return undefined;
  const { badTokens } = deps.services.rateLimits;
  const verifying = { ...tokens, badTokens, addressOf };
  return createAccessPage({
    ...{ access, config },
    identityOf: createIdentityOf({ ...verifying, tokenLog: createTokenLog({ log: logs.of('tokens'), config }) }),
    triedIdentityOf: createIdentityOf(verifying),
  });
}
