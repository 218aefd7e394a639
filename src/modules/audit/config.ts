import { defineConfig } from '../../toolkit/define-config.js';
import { integer } from '../../toolkit/variables.js';

const DAY_SECONDS = 86_400;

export interface AuditConfig {
  readonly retentionSeconds: number;
}

export const config = defineConfig({
  variables: {
    AUDIT_RETENTION_DAYS: integer(1, 3650, 365).meta({
      description: '1 to 3650: audit events older than this are removed',
    }),
  },
  prefixes: ['AUDIT_'],
  read: (env) => ({ audit: Object.freeze({ retentionSeconds: env.AUDIT_RETENTION_DAYS * DAY_SECONDS }) }),
});
