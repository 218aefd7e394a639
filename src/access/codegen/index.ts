export type { CodegenOptions } from './options.js';
export { type CodegenInfo, plugin } from './plugin.js';
export { type PresetInput, preset } from './preset.js';
