import { expect, test } from '@jest/globals';
import { tellConnections } from '../../src/doctor/connections.js';

test.each([
  ['fewer than one instance opens', { allowed: 9, used: 0 }, 'error'],
  ['fewer left than one instance opens', { allowed: 100, used: 91 }, 'warning'],
  ['as many left as one instance opens', { allowed: 100, used: 90 }, 'ok'],
] as const)('%s', (_what, figures, level) => {
  expect(tellConnections(figures).level).toBe(level);
});
