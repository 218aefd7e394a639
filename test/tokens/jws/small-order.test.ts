import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { keyProblem } from '../../../src/tokens/jws/key-strength.js';
import { hasSmallOrder } from '../../../src/tokens/jws/small-order.js';

const P = 2n ** 255n - 19n;
const ORDER_8 = '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05';

const modulo = (value: bigint) => ((value % P) + P) % P;
const toBytes = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
const toNumber = (hex: string) => BigInt(`0x${Buffer.from(hex, 'hex').reverse().toString('hex')}`);

/** Every y of a point of small order: 0, 1, -1, and both of order 8, whose sum is nothing; and those that are spelled twice. */
const ys = [0n, 1n, P - 1n, P, P + 1n, toNumber(ORDER_8), modulo(-toNumber(ORDER_8))].map(toBytes);

const points = ys.flatMap((y) =>
  [0, 0x80].map((sign) => {
    const point = Buffer.from(y);
    point.writeUInt8(point.readUInt8(31) | sign, 31);
    return point;
  }),
);

const keyOf = (point: Buffer) =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') }, format: 'jwk' });

describe.each(points.map((point) => [point.toString('hex'), point] as const))('the point %s', (_hex, point) => {
  test('is a key with which anybody can sign, and is not used', () => {
    const key = keyOf(point);
    const messages = Array.from({ length: 64 }, (_, at) => Buffer.from(`message ${at}`));
    const forgeries = points.map((r) => Buffer.concat([r, Buffer.alloc(32)]));
    const isForged = (message: Buffer) => forgeries.some((signature) => verify(null, message, key, signature));
    expect(messages.filter(isForged).length).toBeGreaterThan(8);
    expect(hasSmallOrder(key)).toBe(true);
    expect(keyProblem(key)).toMatch(/^It is a point of small order/);
  });
});

test('no other key has small order', () => {
  for (const key of [
    ...Array.from({ length: 20 }, () => generateKeyPairSync('ed25519').publicKey),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
  ]) {
    expect(hasSmallOrder(key)).toBe(false);
    expect(keyProblem(key)).toBeUndefined();
  }
});
