import { expect, test } from '@jest/globals';
import { networkOf } from '../../src/toolkit/client-network.js';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::ffff', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001:db8:0:0:1::', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
  [null, ''],
])('%s is of the network %s', (ipAddress, network) => {
  expect(networkOf({ ipAddress })).toBe(network);
});

test('two of one /64 are one, of two are two', () => {
  const [one, same, other] = ['2001:db8::1', '2001:db8::ffff:1', '2001:db8:0:1::1'].map((ipAddress) =>
    networkOf({ ipAddress }),
  );
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});
