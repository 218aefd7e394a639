export type { BaseConfig, Config, Environment, Variable, VariablesOf } from './config.js';
export type { Client, Context } from './context.js';
export type { Log, ModuleDeps } from './deps.js';
export type { Hooks } from './hooks.js';
export type { Model, Models } from './models.js';
export type { Module, PoliciesByName, Stop } from './module.js';
export type { Loaders, Services } from './services.js';
