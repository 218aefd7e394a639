import type { Transaction } from '../../database/index.js';
import type { Actor } from '../sessions/index.js';
import type { AccountsOptions } from './accounts.js';
import { raiseVersion } from './store.js';

/**
 * Takes back the access tokens of these users. The rows are taken in one order, and the feed of revocations last: two
 * that concern the same users wait for each other, and neither holds what the other needs.
 */
export async function revokeAccessTokens(
  { services }: Pick<AccountsOptions, 'services'>,
  tx: Transaction,
  userIds: readonly string[],
  by: Actor,
): Promise<void> {
  const raised: { readonly id: string; readonly version: number }[] = [];
  for (const id of [...new Set(userIds)].sort()) {
    const user = await raiseVersion(tx.query, id);
    if (user) raised.push(user);
  }
  for (const { id } of raised)
    await services.audit.record(tx, { type: 'TOKEN_REVOKED', userId: id, ...by, detail: 'all access tokens' });
  for (const { id, version } of raised) await services.revocation.revokeUserBelow(tx, id, version);
}
