import { defineConfig } from '../../toolkit/define-config.js';
import { contradictions } from './contradictions.js';
import { readOwnConfig } from './own-config.js';
import { variables } from './variables.js';

/** The variables of the server itself. */
export const serverVariables = defineConfig({
  variables,
  prefixes: [
    ...[
      'ACCESS_DRY_',
      'ACCESS_PAGE_',
      'BODY_',
      'CLOCK_',
      'CORS_',
      'DRAIN_',
      'HEADERS_',
      'INTROSPECTION_',
      'MASTER_',
      'METRICS_',
      'OPERATION_',
    ],
    ...['PORTCULLIS_', 'SHUTDOWN_', 'TLS_', 'TOKEN_', 'TRUSTED_'],
  ],
  contradictions,
  read: readOwnConfig,
});
