import type { ServerConfig } from '../server/config/config.js';
import { openRuntime, type Runtime } from '../server/runtime.js';
import type { Project } from './project.js';

export interface QuietOptions {
  readonly config: ServerConfig;
  /** What the log of the command shows; the command tells the rest itself. */
  readonly logLevel: ServerConfig['logLevel'];
}

/** Opens what the server works on, for a command: whatever `LOG_LEVEL` says, its log has no more than that. */
export function openQuietly(project: Project, { config, logLevel }: QuietOptions): Promise<Runtime> {
  const { file: _, readConfig: __, context: ___, ...options } = project;
  return openRuntime({ ...options, config: { ...config, logLevel, logPartLevels: {} } });
}
