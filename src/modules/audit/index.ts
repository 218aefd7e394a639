import { defineModule } from '../../module/module.js';
import { repeat } from '../../toolkit/repeat.js';
import { type AuditService, createAuditService } from './audit.js';
import { migrations } from './migrations.js';
import { resolvers } from './resolvers.js';

export type { AuditRecord, AuditService } from './audit.js';
export type { AuditEvent } from './store.js';

declare module '../../module/module.js' {
  interface Services {
    audit: AuditService;
  }
}

const CLEAN_UP_MILLISECONDS = 3_600_000;

/** What happened that matters to security. */
export const audit = defineModule({
  name: 'audit',
  typeDefs: new URL('../../../schema/audit.graphql', import.meta.url),
  resolvers,
  migrations,
  services: ({ config, database, clock, randomBytes, onEvent }) => ({
    audit: createAuditService({
      database,
      clock,
      randomBytes,
      retentionSeconds: config.auditRetentionSeconds,
      onEvent,
    }),
  }),
  start: async ({ services, log }) =>
    repeat(CLEAN_UP_MILLISECONDS, services.audit.removeOld, (error) =>
      log.warn({ err: error }, 'old audit events cannot be removed'),
    ),
});
