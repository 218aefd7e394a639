export type { AppContext, Config, Hooks, Loaders, Model, Models, Policies, Services } from './additions.js';
export type { BaseConfig, Environment, Variable, VariablesOf } from './config.js';
export type { AppContextFor, Client, Context } from './context.js';
export type { Log, ModuleDeps } from './deps.js';
export type { Labels, Metric, Metrics, Read, Reading, Readings } from './metrics.js';
export type { Module, PoliciesByName, Stop } from './module.js';
export type { NodeType } from './node-type.js';
export type { CarriedTokens, RefreshTokenCarrier } from './refresh-token-carrier.js';
export type { StandardRoles } from './roles.js';
