import { expect, test } from '@jest/globals';
import { tellConnections } from '../../src/doctor/connections.js';

const limit = (allowed: number, used: number, name = 'max_connections') => ({ name, allowed, used });

test.each([
  ['fewer than one instance opens', [limit(10, 0)], 'error', /^max_connections allows 10 /],
  ['fewer left than one instance opens', [limit(100, 90)], 'warning', /of which 90 are in use/],
  ['as many left as one instance opens', [limit(100, 89)], 'ok', /of which 89/],
  ['a database with fewer', [limit(100, 0), limit(12, 3, 'The database')], 'warning', /^The database allows 12 /],
  ['a role with too few', [limit(20, 20), limit(9, 0, 'The role')], 'error', /^The role allows 9 /],
  ['no limit', [], 'ok', /does not limit connections/],
] as const)('%s', (_what, limits, level, message) => {
  expect(tellConnections(limits)).toMatchObject({ level, message: expect.stringMatching(message) });
});
