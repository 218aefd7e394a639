import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestPlace } from './databases.js';
import { expectNoLeak, noteSecretsOfEnvironment } from './leaks.js';
import { masterKey } from './master-key.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY = /^Portcullis answers at (\S+)$/m;

/** How a process ended; `code` is null if a signal ended it. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningProcess {
  readonly pid: number;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ending>;
}

export interface ServerProcess extends RunningProcess {
  /** The address of the API, as the server told it. */
  readonly url: string;
}

export interface ProcessOptions {
  /** Its whole environment, beside PATH. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What it reads on standard input, to the end. */
  readonly stdin?: string;
}

/** The variables of a server on this place and on a free port. PostgreSQL needs a MASTER_KEY from outside. */
export function environmentOf({ dataDir, url }: TestPlace): Record<string, string> {
  // Who is started again is the same issuer, whatever its port is.
  return {
    PORT: '0',
    PUBLIC_URL: 'https://api.example.com',
    // An RSA key takes half a second of CPU; who sets no environment of their own has one.
    TOKEN_ALGORITHM: 'ES256',
    RATE_LIMITS: 'off',
    DATA_DIR: dataDir,
    ...(url && { DATABASE_URL: url, MASTER_KEY: masterKey(5) }),
  };
}

const running = new Set<RunningProcess>();
const logs: string[] = [];
const LOG_LINE = /^(\{|\[\d\d:)/;

/** Kills what a test left running. Rejects if a secret that the test file used is in the log of one of them. */
export async function endProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(({ kill, ended }) => {
      kill('SIGKILL');
      return ended;
    }),
  );
  for (const log of logs.splice(0)) expectNoLeak(log);
}

/** What a process wrote, without what it announced: that may have a password. */
function logIn(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => LOG_LINE.test(line))
    .join('\n');
}

/** `node dist/main.js`, whether it starts or not. */
export function spawnMain(options: ProcessOptions = {}): RunningProcess {
  return spawnNode([join(ROOT, 'dist/main.js')], options);
}

/** `node dist/main.js`, once it answers. */
export async function startMain(options: ProcessOptions = {}): Promise<ServerProcess> {
  const started = spawnMain(options);
  const url = await announcedUrl(started);
  return { ...started, url };
}

/** `node FILE`, a server of a file in this project that prints `Ready at URL`, once it does. */
export async function startExample(file: string, options: ProcessOptions = {}): Promise<ServerProcess> {
  const started = spawnNode([join(ROOT, file)], options);
  const url = await announcedUrl(started, /^Ready at (\S+)$/m);
  return { ...started, url };
}

/** A server of another making: an ES module given as text that tells its address as `main` does. */
export async function startScript(script: string, options: ProcessOptions = {}): Promise<ServerProcess> {
  const started = spawnNode(['--input-type=module', '--eval', script], options);
  const url = await announcedUrl(started);
  return { ...started, url };
}

/** `node dist/cli/index.js`. */
export function spawnCli(args: readonly string[], options: ProcessOptions = {}): RunningProcess {
  return spawnNode([join(ROOT, 'dist/cli/index.js'), ...args], options);
}

/** `node dist/cli/index.js`, to its end. */
export function runCli(args: readonly string[], options: ProcessOptions = {}): Promise<Ending> {
  return spawnCli(args, options).ended;
}

/** A port that nobody listens on, now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** An ES module given as text, to its end. It imports from the root of the project. */
export function runScript(script: string, options: ProcessOptions = {}): Promise<Ending> {
  return spawnNode(['--input-type=module', '--eval', script], options).ended;
}

function spawnNode(args: readonly string[], options: ProcessOptions): RunningProcess {
  noteSecretsOfEnvironment(options.env ?? {});
  const { PATH } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? ROOT,
    env: { PATH, ...options.env },
    stdio: 'pipe',
  });
  // A process that ends without reading its input breaks the pipe; its exit code tells the rest.
  child.stdin.on('error', () => {}).end(options.stdin ?? '');
  return observe(child);
}

function observe(child: ChildProcessWithoutNullStreams): RunningProcess {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const observed: RunningProcess = {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (code, signal) => {
        running.delete(observed);
        logs.push(logIn(output.stdout));
        resolve({ code, signal, ...output });
      });
    }),
  };
  running.add(observed);
  return observed;
}

async function announcedUrl({ stdout, ended }: RunningProcess, ready = READY): Promise<string> {
  let ending: Ending | undefined;
  void ended.then((value) => {
    ending = value;
  });
  for (;;) {
    const url = ready.exec(stdout())?.[1];
    if (url !== undefined) return url;
    if (ending) throw new Error(`The server ended with ${ending.code ?? ending.signal}: ${ending.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
