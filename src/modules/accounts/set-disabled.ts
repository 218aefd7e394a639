import type { Actor } from '../sessions/index.js';
import type { AccountsOptions } from './accounts.js';
import { changeUser } from './change-user.js';
import { existing } from './existing-user.js';
import { type User, updateDisabled } from './store.js';
import { removeTokensOf } from './token-store.js';

/** Whoever is disabled is signed out everywhere, and the links that were mailed to them are void. */
export function setDisabled(options: AccountsOptions, userId: string, disabled: boolean, by: Actor): Promise<User> {
  const { services } = options;
  return changeUser(options, userId, async (tx, before) => {
    if (before.disabled === disabled) return before;
    const user = existing(await updateDisabled(tx.query, userId, disabled));
    await services.audit.record(tx, { type: disabled ? 'USER_DISABLED' : 'USER_ENABLED', userId, ...by });
    if (!disabled) return user;
    await removeTokensOf(tx.query, userId);
    await services.sessions.endAll(tx, userId, by);
    await services.revocation.revokeUserBelow(tx, userId, user.version);
    return user;
  });
}
