import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ModuleDeps } from '../../module/index.js';
import type { Transport } from './transport.js';

export interface FileTransportOptions extends Pick<ModuleDeps, 'clock' | 'randomBytes' | 'log'> {
  readonly dataDir: string;
}

/** For development: each mail becomes a text file in `mail` in the data directory, readable by its owner alone. */
export function createFileTransport({ dataDir, clock, randomBytes, log }: FileTransportOptions): Transport {
  const directory = join(resolve(dataDir), 'mail');
  return async ({ to, subject, text }) => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const time = new Date(clock()).toISOString().replaceAll(':', '-');
    const name = `${time}-${randomBytes(4).toString('hex')}.txt`;
    const draft = join(directory, `.${name}`);
    await writeFile(draft, `To: ${to}\nSubject: ${subject}\n\n${text}`, { mode: 0o600, flag: 'wx' });
    // Whoever watches the directory sees it whole.
    await rename(draft, join(directory, name));
    log.info({ subject, file: join(directory, name) }, 'a mail was written');
  };
}
