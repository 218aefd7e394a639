export { type ErrorCode, type ErrorDetails, PortcullisError, StartupError, type TokenReason } from './errors.js';
export {
  defineModule,
  type Loaders,
  type Module,
  type ModuleDefinition,
  type ModuleDeps,
  type Services,
} from './module/module.js';
export type { AuditEvent } from './modules/audit/index.js';
export type { ClaimsFor, ClaimsUser } from './modules/sessions/index.js';
export { modules } from './modules.js';
export { type Config, loadConfig } from './server/config.js';
export type { Client, Context } from './server/context.js';
export { createServer, type Server, type ServerOptions } from './server/create-server.js';
export { createLoader } from './toolkit/loader.js';
