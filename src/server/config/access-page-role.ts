import type { AccessTable } from '../../access/index.js';
import { StartupError } from '../../errors.js';
import type { OwnConfig } from './own-config.js';

/** Whether the access page is there at all: in production only for viewers of a role. */
export function hasAccessPage({
  isProduction,
  accessPageRole,
}: Pick<OwnConfig, 'isProduction' | 'accessPageRole'>): boolean {
  return !isProduction || accessPageRole !== undefined;
}

/** Throws a `StartupError` for a role that the schema does not have: nobody would ever have it. */
export function checkAccessPageRole(
  { accessPageRole: role }: Pick<OwnConfig, 'accessPageRole'>,
  { roles }: AccessTable,
): void {
  if (role === undefined || roles.has(role)) return;
  const known =
    roles.size > 0 ? `Use one of ${[...roles.keys()].join(', ')}.` : 'The schema has no roles; leave it out.';
  throw new StartupError([`ACCESS_PAGE_ROLE: There is no role ${role}. ${known}`]);
}
