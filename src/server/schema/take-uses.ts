import type { Context } from '../../module/index.js';
import type { FieldLimit } from './field-limits.js';

/** Counts uses of fields by who asks for them, together: all of them, or none. Gives the first that there was no room for. */
export function takeUses({ services, viewer, client }: Context, limits: readonly FieldLimit[]) {
  const user = viewer.authenticated ? [viewer.issuer ?? '', viewer.subject ?? ''] : undefined;
  return services.rateLimits.takeUses(limits, { user, client });
}
