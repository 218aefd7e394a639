import { fetchJson } from './fetch-json.js';
import { isAllowedAddress, isHttps } from './safe-address.js';

export interface DiscoveryOptions {
  readonly issuer: string;
  readonly allowHttp: boolean | undefined;
}

/**
 * Where the metadata of an issuer says that its keys are (OpenID Connect Discovery 1.0 §4, else RFC 8414 §3). It must name
 * that very issuer: else whoever can write a file there speaks for others (RFC 8414 §3.3).
 */
export async function discoverJwksUri(options: DiscoveryOptions): Promise<string> {
  const problems: string[] = [];
  for (const address of addressesOf(options.issuer)) {
    try {
      return readJwksUri(await fetchJson(address), address, options);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(problems.join(' '));
}

/** OpenID Connect goes on from the issuer; RFC 8414 stands between its host and its path. */
export function addressesOf(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

function readJwksUri(metadata: unknown, address: string, { issuer, allowHttp }: DiscoveryOptions): string {
  const { issuer: named, jwks_uri: jwksUri } = Object(metadata) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) throw new Error(`${address} does not belong to ${issuer}: it names another issuer, or none.`);
  // An issuer that is elsewhere names no address on this machine, which it could not reach itself.
  const isFromHttp = allowHttp === true || !isHttps(issuer);
  if (typeof jwksUri === 'string' && (isHttps(jwksUri) || (isFromHttp && isAllowedAddress(jwksUri, allowHttp)))) {
    return jwksUri;
  }
  throw new Error(`${address} names no https address of keys.`);
}
