import type { StandardRoles } from './module/index.js';
import { accounts } from './modules/accounts/index.js';
import { audit } from './modules/audit/index.js';
import { instances } from './modules/instances/index.js';
import { keys } from './modules/keys/index.js';
import { mail } from './modules/mail/index.js';
import { rateLimits } from './modules/rate-limits/index.js';
import { revocation } from './modules/revocation/index.js';
import { sessions } from './modules/sessions/index.js';

/** The built-in modules. */
export const modules = Object.freeze([audit, keys, revocation, rateLimits, mail, accounts, sessions, instances]);

/** The roles that the built-in fields require and that accounts get. */
export const roles: StandardRoles = { admin: 'ADMIN', support: 'SUPPORT', user: 'USER' };
