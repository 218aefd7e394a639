import { describe, expect, test } from '@jest/globals';
import { modules } from '../../../src/modules.js';
import { loadConfig } from '../../../src/server/config/config.js';
import { warningsOf } from '../../../src/server/config/warnings.js';
import { MASTER_KEY } from '../../support/server.js';

const PRODUCTION = { NODE_ENV: 'production', PUBLIC_URL: 'https://api.example.com', MASTER_KEY };
const told = (env: Readonly<Record<string, string>>) =>
  warningsOf(loadConfig({ modules, env: { ...PRODUCTION, ...env } })).filter((warning) => warning.includes('METRICS'));

describe('metrics that others may reach', () => {
  test('are warned of in production', () => {
    expect(told({ METRICS_PORT: '9464' })).toEqual([
      expect.stringMatching(
        /^METRICS_PORT: anyone who reaches port 9464 of 0\.0\.0\.0 can read the metrics, .*METRICS_HOST/,
      ),
    ]);
    expect(told({ METRICS_PORT: '9464', HOST: '10.0.0.1' })).toHaveLength(1);
  });

  test.each([
    ['there are none', {}],
    ['their host was chosen', { METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' }],
    ['nobody but this machine reaches them', { METRICS_PORT: '9464', HOST: '127.0.0.1' }],
    ['it is no production', { METRICS_PORT: '9464', HOST: '0.0.0.0', NODE_ENV: 'development' }],
  ])('are not where %s', (_, env) => {
    expect(told(env)).toEqual([]);
  });
});
