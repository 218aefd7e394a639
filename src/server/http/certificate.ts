import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { StartupError } from '../../errors.js';
import type { Log } from '../../module/index.js';
import { repeat } from '../../toolkit/repeat.js';
import type { TlsConfig } from '../config/tls-files.js';

/** A certificate with those that it was signed with, and its key, as PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const LOOK_MILLISECONDS = 1000;

/** Throws a `StartupError` that names the file which cannot be used. */
export async function readCertificate({ certFile, keyFile }: TlsConfig): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem('TLS_CERT_FILE', certFile), readPem('TLS_KEY_FILE', keyFile)]);
  const problems = [cert, key].flatMap((part) => ('problem' in part ? [part.problem] : []));
  if (!('pem' in cert && 'pem' in key)) throw new StartupError(problems);
  const problem = pairProblem(cert.pem, key.pem);
  if (problem !== undefined) throw new StartupError([problem]);
  return { cert: cert.pem, key: key.pem };
}

export interface KeptCertificateOptions {
  readonly files: TlsConfig;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The certificate of files that are replaced while the server runs. */
export interface KeptCertificate {
  /** As it was read last. */
  current(): Certificate;
  /** Reads the files again. What cannot be used is logged, and what was read before stays. */
  reload(): Promise<void>;
  /** Calls back with each certificate that is read from now on. */
  follow(onChange: (certificate: Certificate) => void): void;
  stop(): void;
}

/**
 * Reads a certificate, and again whenever one of its files has changed, which is looked at each second: a certificate that
 * is there before its key fits with the next look. Throws a `StartupError` if it cannot be used from the beginning.
 */
export async function keepCertificate({ files, log, clock }: KeptCertificateOptions): Promise<KeptCertificate> {
  let seen = await stateOf(files);
  let current = await readCertificate(files);
  let tellOthers: (certificate: Certificate) => void = () => {};
  tell(log, current, clock());
  const reload = async () => {
    try {
      current = await readCertificate(files);
      tellOthers(current);
      tell(log, current, clock());
    } catch (error) {
      log.error({ err: error }, 'could not reload the TLS certificate; the previous one stays in use');
    }
  };
  const look = async () => {
    const before = seen;
    seen = await stateOf(files);
    if (seen !== before) await reload();
  };
  return Object.freeze({
    current: () => current,
    reload,
    follow: (onChange: (certificate: Certificate) => void) => {
      tellOthers = onChange;
    },
    stop: repeat(LOOK_MILLISECONDS, look, () => {}),
  });
}

/** Tells the log until when it is good. */
function tell(log: Log, { cert }: Certificate, now: number): void {
  const expiry = Date.parse(new X509Certificate(cert).validTo);
  const told = { expires: new Date(expiry).toISOString() };
  if (expiry > now) log.info(told, 'the TLS certificate was loaded');
  else log.warn(told, 'the TLS certificate has expired; clients refuse it');
}

/** Another text when one of the files is another, be it by a symbolic link, or may be read by others than before. */
async function stateOf({ certFile, keyFile }: TlsConfig): Promise<string> {
  const states = [certFile, keyFile].map(async (file) => {
    const { ino, mtimeMs, ctimeMs, size } = await stat(file);
    return `${ino} ${mtimeMs} ${ctimeMs} ${size}`;
  });
  const found = await Promise.allSettled(states);
  return found.map((state) => (state.status === 'fulfilled' ? state.value : 'none')).join();
}

type Read = { readonly pem: Buffer } | { readonly problem: string };

async function readPem(variable: string, file: string): Promise<Read> {
  try {
    return { pem: await readFile(file) };
  } catch (error) {
    const { code = 'it failed' } = error as NodeJS.ErrnoException;
    return { problem: `${variable}: ${file} cannot be read (${code}). Name a PEM file that this process may read.` };
  }
}

/** What is wrong with a certificate and a key; undefined if nothing is. */
function pairProblem(cert: Buffer, key: Buffer): string | undefined {
  try {
    new X509Certificate(cert);
  } catch {
    return 'TLS_CERT_FILE: The file contains no certificate. Name a PEM file with the certificate, followed by its intermediate certificates.';
  }
  try {
    createSecureContext({ cert, key });
    return undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') {
      return 'TLS_KEY_FILE: The key does not match the certificate in TLS_CERT_FILE. Name a matching pair.';
    }
    return 'TLS_KEY_FILE: The file contains no key that works without a passphrase. Name a PEM file that does.';
  }
}
