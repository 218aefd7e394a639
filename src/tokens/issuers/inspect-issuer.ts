import { addressesOf, discoverJwksUri } from './discovery.js';
import { fetchJson } from './fetch-json.js';
import { isPattern } from './issuer-pattern.js';
import { rulesOf } from './issuer-rules.js';
import { isFor, readJwks } from './read-jwks.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** What an issuer was found to be, when it was asked. */
export interface IssuerInspection {
  readonly issuer: string;
  /** How many of its keys can be used; undefined if they cannot be had, and for one with a secret. */
  readonly usableKeys: number | undefined;
  /** Why its tokens cannot be verified; a sentence each. */
  readonly problems: readonly string[];
  /** What is not as its options say; a sentence each. */
  readonly warnings: readonly string[];
  /** How far the clock of its server is ahead, to a second; undefined if it told none. */
  readonly aheadSeconds: number | undefined;
}

/** Asks an issuer for its keys, and its metadata for what it says of them. Never rejects. `clock`: in milliseconds. */
export async function inspectIssuer(options: TrustedIssuer, clock: () => number): Promise<IssuerInspection> {
  const { issuer, jwksUri } = options;
  const nothing = { issuer, usableKeys: undefined, problems: [], warnings: [], aheadSeconds: undefined };
  if (options.secret !== undefined) return nothing;
  let aheadSeconds: number | undefined;
  const onHeaders = (headers: Headers) => {
    aheadSeconds = readAhead(headers, clock());
  };
  try {
    const address = jwksUri ?? (await discoverJwksUri({ issuer, allowHttp: options.allowHttp }));
    const { keys, problems: warnings } = await readJwks(await fetchJson(address, onHeaders));
    const { algorithms } = rulesOf(options);
    const usableKeys = keys.filter((key) => algorithms.some((algorithm) => isFor(key, algorithm))).length;
    const none = `None of its keys at ${address} is for ${algorithms.join(' or ')}.`;
    const told = jwksUri === undefined ? [] : await compareMetadata(issuer, jwksUri);
    const problems = usableKeys === 0 ? [none] : [];
    return { issuer, usableKeys, problems, warnings: [...warnings, ...told], aheadSeconds };
  } catch (error) {
    return { ...nothing, problems: [error instanceof Error ? error.message : String(error)], aheadSeconds };
  }
}

/** What the metadata of an issuer says otherwise; not every issuer has some, and one of many tenants has none. */
async function compareMetadata(issuer: string, jwksUri: string): Promise<readonly string[]> {
  for (const address of isPattern(issuer) ? [] : addressesOf(issuer)) {
    const metadata = await fetchJson(address).catch(() => undefined);
    if (metadata === undefined) continue;
    const { issuer: named, jwks_uri: found } = Object(metadata) as Readonly<Record<string, unknown>>;
    if (named !== issuer) return [`${address} is of the issuer ${quote(named)}, which its tokens name in iss.`];
    return found === jwksUri ? [] : [`${address} says that its keys are at ${quote(found)}, and not at ${jwksUri}.`];
  }
  return [];
}

/** A `date` has whole seconds, and one from a cache is old (RFC 9111 §5.1). */
function readAhead(headers: Headers, now: number): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) || headers.has('age') ? undefined : Math.round((date + 500 - now) / 1000);
}

function quote(value: unknown): string {
  return JSON.stringify(value ?? null).slice(0, 200);
}
