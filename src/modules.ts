import type { StandardRoles } from './module/index.js';
import { accounts } from './modules/accounts/index.js';
import { audit } from './modules/audit/index.js';
import { instances } from './modules/instances/index.js';
import { keys } from './modules/keys/index.js';
import { mail } from './modules/mail/index.js';
import { rateLimits } from './modules/rate-limits/index.js';
import { revocation } from './modules/revocation/index.js';
import { sessions } from './modules/sessions/index.js';

/** The modules of this server. Add yours here. */
export const modules = Object.freeze([audit, keys, revocation, rateLimits, mail, accounts, sessions, instances]);

/** The roles that the built-in fields ask for and accounts get. With an enum `Role` of your own, name yours here. */
export const roles: StandardRoles = { admin: 'ADMIN', support: 'SUPPORT', user: 'USER' };
