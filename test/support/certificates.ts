import { copyFileSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect, type PeerCertificate, type SecureVersion } from 'node:tls';

const FOLDER = new URL('certificates/', import.meta.url);

export type CertificateName = 'first' | 'second';

/** Both are trusted by the clients here. */
const ca = ['first-cert.pem', 'second-cert.pem'].map((name) => readFileSync(new URL(name, FOLDER)));

/** Writes a certificate, or its key, where a server reads it. */
export function putPem(name: CertificateName, part: 'cert' | 'key', path: string): void {
  copyFileSync(new URL(`${name}-${part}.pem`, FOLDER), path);
}

export interface SecureAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what their own query asked for.
  readonly body: any;
}

/** An operation by POST over TLS, on a connection of its own. */
export function requestSecurely(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<SecureAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', ca, agent: false, headers: { 'content-type': 'application/json', ...headers } };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

export interface Handshake {
  /** The common name of the server's certificate. */
  readonly name: string | undefined;
  readonly version: string | null;
}

/** Opens a connection and closes it. Rejects if the server does not want it. */
export function shakeHands(port: number, maxVersion: SecureVersion = 'TLSv1.3'): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    // OpenSSL speaks the old versions only at its lowest level of security.
    const options = { port, host: '127.0.0.1', servername: 'localhost', ca, maxVersion, minVersion: 'TLSv1' } as const;
    const socket = connect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, () => {
      const { subject }: PeerCertificate = socket.getPeerCertificate();
      const name = [subject.CN].flat()[0];
      resolve({ name, version: socket.getProtocol() });
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
