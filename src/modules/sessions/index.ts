import { createTokenIssuer } from '../../tokens/index.js';
import { defineModule } from '../../toolkit/define-module.js';
import { repeat } from '../../toolkit/repeat.js';
import { type SessionsConfig, config as variables } from './config.js';
import { type ClaimsFor, createCustomClaims } from './custom-claims.js';
import {
  createSessionLoader,
  createSessionsOfUserLoader,
  loadActive,
  type SessionLoader,
  type SessionsOfUserLoader,
} from './loaders.js';
import { migrations } from './migrations.js';
import { createRefreshTokens } from './refresh-token.js';
import { resolvers } from './resolvers.js';
import { createSessionsService, type SessionsService } from './sessions.js';
import type { Session } from './store.js';

export type { ClaimsFor, ClaimsRequest, ClaimsSession, ClaimsSources, ClaimsUser } from './custom-claims.js';
export type { Actor } from './end-sessions.js';
export { lockOf } from './open-session.js';
export type { SessionData } from './session-data.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly sessions: SessionsConfig;
  }
  interface Services {
    sessions: SessionsService;
  }
  interface Models {
    Session: Session;
  }
  interface Hooks {
    /** Gives the custom claims of an access token, for `@auth(claims:)`: in a second, 4 kB at most. */
    readonly claimsFor?: ClaimsFor;
  }
  interface Loaders {
    sessions: SessionLoader;
    sessionsOfUser: SessionsOfUserLoader;
  }
}

const CLEAN_UP_MILLISECONDS = 3_600_000;

/** Signing in, staying signed in, signing out. */
export const sessions = defineModule({
  name: 'sessions',
  needs: ['accounts', 'audit', 'keys', 'rate-limits', 'revocation'],
  hooks: ['claimsFor'],
  config: variables,
  typeDefs: new URL('../../../schema/sessions.graphql', import.meta.url),
  mapsRoles: true,
  resolvers,
  nodes: { Session: { load: (ids, { services }) => loadActive(services.sessions, ids) } },
  migrations,
  services: ({ config, database, masterKeys, services, scopesOf, clock, randomBytes, hooks, log, metrics }) => ({
    sessions: createSessionsService({
      config,
      database,
      services,
      scopesOf,
      issuer: createTokenIssuer({
        keys: { signingKey: () => services.keys.signingKey() },
        issuer: config.token.issuer,
        audience: config.token.audience,
        clock,
        randomBytes,
      }),
      customClaimsOf: createCustomClaims({ hooks, log, services }),
      hasClaimsHook: hooks.claimsFor !== undefined,
      refreshTokens: createRefreshTokens(masterKeys),
      clock,
      randomBytes,
      metrics,
    }),
  }),
  loaders: ({ services }) => ({
    sessions: createSessionLoader(services.sessions),
    sessionsOfUser: createSessionsOfUserLoader(services.sessions),
  }),
  start: async ({ services, log }) =>
    repeat(CLEAN_UP_MILLISECONDS, services.sessions.removeOld, (error) =>
      log.warn({ err: error }, 'could not remove old sessions'),
    ),
});
