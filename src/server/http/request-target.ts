const SLASH = 0x2f;

/** What a request asks for. */
export interface RequestTarget {
  readonly path: string;
  /** The query part, with its question mark. */
  readonly search: string;
}

/**
 * Reads a request target (RFC 9112 §3.2): a path, or an address whose host is of no matter here, as one gets it from a
 * client that takes this server for a proxy. `*` is a path of its own.
 */
export function readTarget(target: string): RequestTarget {
  const local = target.charCodeAt(0) === SLASH ? target : withoutOrigin(target);
  const end = local.indexOf('?');
  return end < 0 ? { path: local, search: '' } : { path: local.slice(0, end), search: local.slice(end) };
}

function withoutOrigin(target: string): string {
  const origin = /^https?:\/\/[^/?#]*/i.exec(target)?.[0];
  if (origin === undefined) return target;
  const rest = target.slice(origin.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
