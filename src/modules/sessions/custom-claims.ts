import { PortcullisError } from '../../errors.js';
import type { Client, Model, ModuleDeps } from '../../module/index.js';
import { type CustomClaims, reservedClaims } from '../../tokens/index.js';
import { type Session, shortened } from './store.js';

/** What a hook learns of the user whose access token is made. */
export type ClaimsUser = Pick<Model<'User'>, 'id' | 'email' | 'name' | 'roles' | 'createdAt'>;

/** What it learns of the session that the token is of. */
export type ClaimsSession = Pick<Session, 'id' | 'createdAt' | 'data'>;

/** Whose access token is made, of which session, and who asked for it. */
export interface ClaimsRequest {
  readonly user: ClaimsUser;
  readonly session: ClaimsSession;
  readonly client: Client;
}

/** What a hook has to find them out with. */
export type ClaimsSources = Pick<ModuleDeps, 'services'>;

/** Gives the custom claims of an access token, for `@auth(claims:)`. */
export type ClaimsFor = (request: ClaimsRequest, sources: ClaimsSources) => CustomClaims | Promise<CustomClaims>;

/** The same, of which the hook learns no more than that. */
export interface ClaimsSource {
  readonly user: Model<'User'>;
  readonly session: ClaimsSession;
  readonly client: Client;
}

const MAX_MILLISECONDS = 1000;
const MAX_BYTES = 4096;

/**
 * The custom claims of an access token, checked: at most 4 kB of JSON, in a second, and none that means something
 * already. A hook that does otherwise fails the sign-in; why is in the log. Without a hook they are the session's data.
 */
export function createCustomClaims({
  hooks: { claimsFor },
  log,
  services,
}: Pick<ModuleDeps, 'hooks' | 'log' | 'services'>): (request: ClaimsSource) => Promise<CustomClaims> {
  return async ({ user: { id, email, name, roles, createdAt }, session, client }) => {
    if (!claimsFor) return session.data;
    const request = {
      user: { id, email, name, roles, createdAt },
      session: { id: session.id, createdAt: session.createdAt, data: session.data },
      client: { ipAddress: client.ipAddress, userAgent: shortened(client.userAgent) },
    };
    try {
      return check(await inTime(claimsFor(request, { services })));
    } catch (error) {
      log.error({ err: error, userId: id }, 'claimsFor failed, so the sign-in failed');
      throw new PortcullisError('SERVICE_UNAVAILABLE', 'The access token cannot be issued at the moment. Try again.', {
        retryAfter: 1,
      });
    }
  };
}

async function inTime(claims: CustomClaims | Promise<CustomClaims>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`claimsFor took longer than ${MAX_MILLISECONDS} ms.`)), MAX_MILLISECONDS);
  });
  return Promise.race([claims, late]).finally(() => clearTimeout(timer));
}

/** What is not plain JSON would be another thing in the token than here, so the token's copy is what counts. */
function check(given: unknown): CustomClaims {
  const text = JSON.stringify(given) ?? '';
  if (Buffer.byteLength(text) > MAX_BYTES) throw new TypeError(`claimsFor returned more than ${MAX_BYTES} bytes.`);
  const claims: unknown = text === '' ? undefined : JSON.parse(text);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TypeError('claimsFor must return an object.');
  }
  const reserved = Object.keys(claims).filter((name) => reservedClaims.has(name));
  if (reserved.length > 0) throw new TypeError(`claimsFor may not set ${reserved.join(', ')}.`);
  return { ...claims };
}
