import type { Viewer } from 'portcullis/access';

/** True if the viewer's token names the organization. */
export function belongsTo({ claims }: Viewer, organizationId: string): boolean {
  return Array.isArray(claims.org) && claims.org.includes(organizationId);
}
