import { defineModule } from '../../toolkit/define-module.js';
import { repeat } from '../../toolkit/repeat.js';
import { type AuditService, createAuditService } from './audit.js';
import { type AuditConfig, config as variables } from './config.js';
import { loadEvents } from './load-events.js';
import { logEvent } from './log-event.js';
import { migrations } from './migrations.js';
import { resolvers } from './resolvers.js';
import type { AuditEvent } from './store.js';
import { type OnEvent, tell } from './tell.js';

export type { AuditRecord, AuditService } from './audit.js';
export type { AuditEvent } from './store.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly audit: AuditConfig;
  }
  interface Services {
    audit: AuditService;
  }
  interface Models {
    AuditEvent: AuditEvent;
  }
  interface Hooks {
    /** Told of each audit event once it is kept, to be sent elsewhere. What it throws goes to the log. */
    readonly onEvent?: OnEvent;
  }
}

const CLEAN_UP_MILLISECONDS = 3_600_000;

/** Records events that matter for security. */
export const audit = defineModule({
  name: 'audit',
  hooks: ['onEvent'],
  config: variables,
  typeDefs: new URL('../../../schema/audit.graphql', import.meta.url),
  mapsRoles: true,
  resolvers,
  nodes: { AuditEvent: { load: loadEvents } },
  migrations,
  services: ({ config, database, clock, randomBytes, hooks, log }) => ({
    audit: createAuditService({
      database,
      clock,
      randomBytes,
      retentionSeconds: config.audit.retentionSeconds,
      onEvent: (event, requestId) => {
        logEvent(log, event, requestId);
        void tell(hooks.onEvent, event, log);
      },
    }),
  }),
  start: async ({ services, log }) =>
    repeat(CLEAN_UP_MILLISECONDS, services.audit.removeOld, (error) =>
      log.warn({ err: error }, 'could not remove old audit events'),
    ),
});
