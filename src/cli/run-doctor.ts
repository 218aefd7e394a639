import { examine, type NamedFinding } from '../doctor/index.js';
import { StartupError } from '../errors.js';
import { fromError } from '../toolkit/findings.js';
import { type ProjectOptions, readProject } from './project.js';
import { withProgress } from './terminal.js';

export interface DoctorOptions extends ProjectOptions {
  readonly embedded: boolean;
  readonly json: boolean;
}

/** Tells every finding on standard output; ends with 1 if one of them is an error. */
export async function runDoctor({ json, ...options }: DoctorOptions): Promise<void> {
  const findings = await withProgress('Checking what the server needs …', () => examineProject(options));
  const text = json ? `${JSON.stringify(findings, null, 2)}\n` : textOf(findings);
  process.exitCode = findings.some(({ level }) => level === 'error') ? 1 : 0;
  // What a check waits for beyond its time does not keep the process.
  process.stdout.write(text, () => process.exit());
}

/** A configuration file may read the environment itself, and then throws what is wrong with it. */
async function examineProject({ config, embedded }: Omit<DoctorOptions, 'json'>): Promise<readonly NamedFinding[]> {
  try {
    return await examine({ ...(await readProject({ config })), isEmbedded: embedded });
  } catch (cause) {
    if (!(cause instanceof StartupError)) throw cause;
    return fromError(cause).map((finding) => ({ check: 'configuration', ...finding }));
  }
}

function textOf(findings: readonly NamedFinding[]): string {
  const count = (wanted: NamedFinding['level']) => findings.filter(({ level }) => level === wanted).length;
  const summary = `errors: ${count('error')}, warnings: ${count('warning')}, ok: ${count('ok')}`;
  return `${findings.map(lineOf).join('')}\n${summary}\n`;
}

function lineOf({ check, level, message, mend }: NamedFinding): string {
  return `${level.padEnd(7)}  ${check}: ${message}\n${mend === null ? '' : `         Fix: ${mend}\n`}`;
}
