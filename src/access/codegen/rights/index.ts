export type { DocumentFile } from './operations-in.js';
export type { RightsOptions } from './options.js';
export { plugin } from './plugin.js';
