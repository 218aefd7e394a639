import type { KeyObject } from 'node:crypto';

/**
 * The y of all points of Ed25519 whose order divides 8, in hexadecimal as RFC 8032 §5.1.2 encodes them, without the bit
 * of x; the last two are second spellings of 0 and 1.
 */
const SMALL_ORDER_POINTS: ReadonlySet<string> = new Set([
  `${'00'.repeat(32)}`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

/** True for a key of Ed25519 under which a signature that nobody made verifies, for one message in eight or for all. */
export function hasSmallOrder(publicKey: KeyObject): boolean {
  if (publicKey.asymmetricKeyType !== 'ed25519') return false;
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  point.writeUInt8(point.readUInt8(31) & 0x7f, 31);
  return SMALL_ORDER_POINTS.has(point.toString('hex'));
}
