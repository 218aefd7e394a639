import { OperationTypeNode } from 'graphql';
import { anonymousBecause, type Viewer } from '../../viewer.js';
import { hasExpired } from './expiry.js';

/**
 * Whom an operation is decided for. A subscription outlives the request that began it, and can outlive its token.
 *
 * @param now milliseconds since the epoch
 */
export function viewerFor(
  kind: OperationTypeNode,
  viewer: Viewer | null | undefined,
  now: number,
): Viewer | null | undefined {
  const isOver = kind === OperationTypeNode.SUBSCRIPTION && hasExpired(viewer?.expiresAt, now);
  return isOver && viewer?.authenticated === true ? anonymousBecause('TOKEN_EXPIRED') : viewer;
}
