import { explainIssuer } from '../tokens/index.js';
import { type ProjectOptions, readProject } from './project.js';

/** Opens nothing, and asks nobody. */
export async function explainIssuers(options: ProjectOptions): Promise<void> {
  const { readConfig } = await readProject(options);
  const { trustedIssuers } = readConfig();
  process.stdout.write(`${JSON.stringify(trustedIssuers.map(explainIssuer), null, 2)}\n`);
  if (trustedIssuers.length === 0) process.stderr.write('There are no trusted issuers: TRUSTED_ISSUERS is not set.\n');
}
