import { z } from 'zod';
import { leadsHere } from './loopback.js';

/** Neither `includeSubDomains` nor `preload`: what other names have is not this server's to say. */
export const DEFAULT_STRICT_TRANSPORT = 'max-age=31536000';

/** `STRICT_TRANSPORT_SECURITY`: `off`, or the value of the header (RFC 6797 §6.1). */
export const strictTransportVariable = z
  .string()
  .regex(
    /^(off|max-age=\d{1,10}(; ?includeSubDomains)?(; ?preload)?)$/,
    'Write off, or a policy such as max-age=31536000; includeSubDomains.',
  );

/**
 * Undefined for none. By default there is none on a machine of one's own: browsers would take it for all other servers
 * there, whatever their port.
 */
export function strictTransportOf(given: string | undefined, publicUrl: string): string | undefined {
  if (given === undefined) return leadsHere(publicUrl) ? undefined : DEFAULT_STRICT_TRANSPORT;
  return given === 'off' ? undefined : given;
}
