import type { AccountsService } from './accounts.js';
import { badInput } from './input.js';
import type { User, UserPosition } from './store.js';

const MAX_PAGE = 100;
const MAX_SEARCH_LENGTH = 100;

export interface UserConnection {
  readonly edges: { readonly cursor: string; readonly node: User }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface UserConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly search?: string | null | undefined;
}

/** A page of users as a Relay connection. A cursor is a place in the order, so it stays good when users come and go. */
export async function listUserConnection(
  accounts: Pick<AccountsService, 'list'>,
  { first, after, search }: UserConnectionArguments,
): Promise<UserConnection> {
  const size = first ?? 20;
  if (size < 1 || size > MAX_PAGE) throw badInput('first', `Ask for 1 to ${MAX_PAGE} users.`);
  if (search && search.length > MAX_SEARCH_LENGTH) {
    throw badInput('search', `Search for ${MAX_SEARCH_LENGTH} characters at most.`);
  }
  const users = await accounts.list({
    after: after ? decodeCursor(after) : undefined,
    search: search ?? undefined,
    limit: size + 1,
  });
  const edges = users.slice(0, size).map((node) => ({ cursor: encodeCursor(node), node }));
  return { edges, pageInfo: { hasNextPage: users.length > size, endCursor: edges.at(-1)?.cursor ?? null } };
}

function encodeCursor({ createdAt, id }: UserPosition): string {
  return Buffer.from(`${createdAt} ${id}`).toString('base64url');
}

function decodeCursor(cursor: string): UserPosition {
  const match = /^(\d{1,15}) ([\w-]+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2]) throw badInput('after', 'This is not a cursor of users.');
  return { createdAt: Number(match[1]), id: match[2] };
}
