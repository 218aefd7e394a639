import { PortcullisError } from '../../errors.js';
import type { Model, ModuleDeps } from '../../module/index.js';
import { type CustomClaims, reservedClaims } from '../../tokens/index.js';

/** What a hook learns of the user whose access token is made. */
export type ClaimsUser = Pick<Model<'User'>, 'id' | 'email' | 'name' | 'roles' | 'createdAt'>;

/** What a hook has to find them out with. */
export type ClaimsSources = Pick<ModuleDeps, 'services'>;

/** Gives the custom claims of a user's access tokens, for `@auth(claims:)`. */
export type ClaimsFor = (user: ClaimsUser, sources: ClaimsSources) => CustomClaims | Promise<CustomClaims>;

const MAX_MILLISECONDS = 1000;
const MAX_BYTES = 4096;

/**
 * The custom claims of a user, checked: at most 4 kB of JSON, in a second, and none that means something already. A
 * hook that does otherwise fails the sign-in; why is in the log.
 */
export function createCustomClaims({
  hooks: { claimsFor },
  log,
  services,
}: Pick<ModuleDeps, 'hooks' | 'log' | 'services'>): (user: Model<'User'>) => Promise<CustomClaims> {
  return async ({ id, email, name, roles, createdAt }) => {
    if (!claimsFor) return {};
    try {
      return check(await inTime(claimsFor({ id, email, name, roles, createdAt }, { services })));
    } catch (error) {
      log.error({ err: error, userId: id }, 'claimsFor failed, and so did the sign-in');
      throw new PortcullisError('SERVICE_UNAVAILABLE', 'The access token cannot be made now. Try again.', {
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
  if (Buffer.byteLength(text) > MAX_BYTES) throw new TypeError(`claimsFor gave more than ${MAX_BYTES} bytes.`);
  const claims: unknown = text === '' ? undefined : JSON.parse(text);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TypeError('claimsFor gave no object.');
  }
  const reserved = Object.keys(claims).filter((name) => reservedClaims.has(name));
  if (reserved.length > 0) throw new TypeError(`claimsFor may not set ${reserved.join(', ')}.`);
  return { ...claims };
}
