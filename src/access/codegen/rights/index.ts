export type { DocumentFile, RightsOptions } from './options.js';
export { plugin } from './plugin.js';
