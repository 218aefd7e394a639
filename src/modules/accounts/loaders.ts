import type DataLoader from 'dataloader';
import { createLoader } from '../../toolkit/loader.js';
import type { AccountsService } from './accounts.js';
import type { User } from './store.js';

export type UserLoader = DataLoader<string, User | null>;

/** Users by id; null for an unknown one. */
export function createUserLoader(accounts: Pick<AccountsService, 'findAll'>): UserLoader {
  return createLoader(async (ids) => {
    const users = new Map((await accounts.findAll(ids)).map((user) => [user.id, user]));
    return ids.map((id) => users.get(id) ?? null);
  });
}
