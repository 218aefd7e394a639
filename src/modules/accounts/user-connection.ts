import { type Connection, type PageArguments, readPage, toConnection } from '../../toolkit/connection.js';
import type { AccountsService } from './accounts.js';
import { badInput } from './input.js';
import type { User } from './store.js';

const MAX_SEARCH_LENGTH = 100;

export type UserConnection = Connection<User>;

export interface UserConnectionArguments extends PageArguments {
  readonly search?: string | null | undefined;
}

/** A page of users in the order they registered. */
export async function listUserConnection(
  accounts: Pick<AccountsService, 'list'>,
  { search, ...pageArguments }: UserConnectionArguments,
): Promise<UserConnection> {
  const page = readPage(pageArguments, 'users');
  if (search && search.length > MAX_SEARCH_LENGTH) {
    throw badInput('search', `Search for at most ${MAX_SEARCH_LENGTH} characters.`);
  }
  if (search && /\p{Cc}/u.test(search)) throw badInput('search', 'Search for text without control characters.');
  const users = await accounts.list({ ...page, search: search ?? undefined });
  return toConnection(users, page, ({ createdAt, id }) => ({ time: createdAt, id }));
}
