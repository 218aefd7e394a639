export type { Database, Migrations, Query, Tables, Transaction } from './database/index.js';
export { type ErrorCode, type ErrorDetails, PortcullisError, StartupError, type TokenReason } from './errors.js';
export type {
  AppContext,
  AppContextFor,
  Check,
  CheckDeps,
  Client,
  Config,
  Context,
  Environment,
  Finding,
  Hooks,
  Loaders,
  Log,
  Metric,
  Metrics,
  Model,
  Models,
  Module,
  ModuleDeps,
  NodeType,
  Policies,
  Services,
  SpanAttributes,
  StandardRoles,
  Trace,
  Variable,
  VariablesOf,
} from './module/index.js';
export type { AuditEvent } from './modules/audit/index.js';
export type {
  ClaimsFor,
  ClaimsRequest,
  ClaimsSession,
  ClaimsSources,
  ClaimsUser,
  SessionData,
} from './modules/sessions/index.js';
export { modules } from './modules.js';
export { type LoadConfigOptions, loadConfig, type ServerConfig } from './server/config/config.js';
export { createServer, type Server, type ServerOptions } from './server/create-server.js';
export type { FetchHandler, FetchOptions, NodeHandler } from './server/embedding.js';
export { runServer } from './server/run-server.js';
export { printSdl, type SdlOptions } from './server/schema/print-sdl.js';
export {
  type Connection,
  type Page,
  type PageArguments,
  type PageRange,
  type Position,
  readPage,
  toConnection,
} from './toolkit/connection.js';
export { type ConfigDefinition, defineConfig } from './toolkit/define-config.js';
export { defineModule, type ModuleDefinition } from './toolkit/define-module.js';
export { globalId, localId } from './toolkit/global-id.js';
export { createLoader, type Loader } from './toolkit/loader.js';
export { type PageOrder, selectPage } from './toolkit/select-page.js';
