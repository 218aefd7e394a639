import { addressesOf, discoverJwksUri } from './discovery.js';
import { fetchJson } from './fetch-json.js';
import { isPattern } from './issuer-pattern.js';
import { rulesOf } from './issuer-rules.js';
import { isFor, readJwks } from './read-jwks.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** The `date` of an answer, and when it was asked for and came, by our clock; in milliseconds since the epoch. */
export interface ToldDate {
  /** Has whole seconds: the clock said up to 999 ms more. */
  readonly date: number;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** What an issuer was found to be, when it was asked. */
export interface IssuerInspection {
  readonly issuer: string;
  /** How many of its keys can be used; undefined if they cannot be had, and for one with a secret. */
  readonly usableKeys: number | undefined;
  /** Why its tokens cannot be verified; a sentence each. */
  readonly problems: readonly string[];
  /** What is not as its options say; a sentence each. */
  readonly warnings: readonly string[];
  /** What the clock of its server said; undefined if it told none. */
  readonly date: ToldDate | undefined;
}

/** Asks an issuer for its keys, and its metadata for what it says of them. Never rejects. `clock`: in milliseconds. */
export async function inspectIssuer(options: TrustedIssuer, clock: () => number): Promise<IssuerInspection> {
  const { issuer, jwksUri } = options;
  const nothing = { issuer, usableKeys: undefined, problems: [], warnings: [], date: undefined };
  if (options.secret !== undefined) return nothing;
  let date: ToldDate | undefined;
  try {
    const address = jwksUri ?? (await discoverJwksUri({ issuer, allowHttp: options.allowHttp }));
    const sentAt = clock();
    const onHeaders = (headers: Headers) => {
      date = readDate(headers, { sentAt, receivedAt: clock() });
    };
    const { keys, problems: warnings } = await readJwks(await fetchJson(address, onHeaders));
    const { algorithms } = rulesOf(options);
    const usableKeys = keys.filter((key) => algorithms.some((algorithm) => isFor(key, algorithm))).length;
    const none = `None of its keys at ${address} is for ${algorithms.join(' or ')}.`;
    const told = jwksUri === undefined ? [] : await compareMetadata(issuer, jwksUri);
    const problems = usableKeys === 0 ? [none] : [];
    return { issuer, usableKeys, problems, warnings: [...warnings, ...told], date };
  } catch (error) {
    return { ...nothing, problems: [error instanceof Error ? error.message : String(error)], date };
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

/** Undefined for none, and for the one of a cache, which is old (RFC 9111 §5.1). */
function readDate(headers: Headers, times: Omit<ToldDate, 'date'>): ToldDate | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) || headers.has('age') ? undefined : { date, ...times };
}

function quote(value: unknown): string {
  return JSON.stringify(value ?? null).slice(0, 200);
}
