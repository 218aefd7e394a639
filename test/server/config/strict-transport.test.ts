import { expect, test } from '@jest/globals';
import { modules } from '../../../src/modules.js';
import { loadConfig } from '../../../src/server/config/config.js';
import { problemsOf } from '../problems.js';

const PUBLIC_URL = 'https://api.example.com';
const load = (env: Readonly<Record<string, string>>) => loadConfig({ modules, env });

test('browsers stay with https for a year, but not on a machine of one’s own, unless it is said', () => {
  expect(load({ PUBLIC_URL }).strictTransport).toBe('max-age=31536000');
  expect(load({}).strictTransport).toBeUndefined();
  const policy = 'max-age=63072000; includeSubDomains; preload';
  expect(load({ PUBLIC_URL, STRICT_TRANSPORT_SECURITY: policy }).strictTransport).toBe(policy);
  expect(load({ STRICT_TRANSPORT_SECURITY: 'max-age=60' }).strictTransport).toBe('max-age=60');
  expect(load({ PUBLIC_URL, STRICT_TRANSPORT_SECURITY: 'off' }).strictTransport).toBeUndefined();
});

test.each(['on', 'max-age', 'max-age=-1', 'includeSubDomains', 'max-age=1\nx: y', 'max-age=1; preload; x'])(
  'is no policy: %j',
  (policy) => {
    expect(problemsOf(() => load({ STRICT_TRANSPORT_SECURITY: policy }))).toEqual([
      'STRICT_TRANSPORT_SECURITY: Write off, or a policy such as max-age=31536000; includeSubDomains.',
    ]);
  },
);
