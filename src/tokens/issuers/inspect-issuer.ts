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

/** What was found when an issuer was contacted. */
export interface IssuerInspection {
  readonly issuer: string;
  /** The number of usable keys; undefined if they cannot be fetched, or for an issuer with a secret. */
  readonly usableKeys: number | undefined;
  /** Why its tokens cannot be verified; one sentence each. */
  readonly problems: readonly string[];
  /** What differs from its options; one sentence each. */
  readonly warnings: readonly string[];
  /** The time on the clock of its server; undefined if it sent none. */
  readonly date: ToldDate | undefined;
}

/** Fetches the keys of an issuer, and its metadata about them. Never rejects. `clock`: in milliseconds. */
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
    const none = `None of its keys at ${address} can be used with ${algorithms.join(' or ')}.`;
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
    if (named !== issuer) return [`${address} belongs to the issuer ${quote(named)}, which is the iss of its tokens.`];
    return found === jwksUri ? [] : [`${address} says that its keys are at ${quote(found)}, not at ${jwksUri}.`];
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
