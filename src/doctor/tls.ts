import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Finding } from '../module/index.js';
import { readCertificate } from '../server/http/certificate.js';
import { error, ok, warning } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

const DAY_MILLISECONDS = 86_400_000;
const SOON_DAYS = 30;

/** Whether the certificate and its key can be used, for how long, and for the name of PUBLIC_URL. Throws what a start does. */
export const checkTls: SubjectCheck = async ({ config: { tls, publicUrl, trustedProxies }, clock }) => {
  if (!tls) return [];
  const { cert } = await readCertificate(tls);
  const certificate = new X509Certificate(cert);
  const name = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  return [tellTimes(certificate, clock()), tellName(certificate, name, !trustedProxies.isEmpty)];
};

/** What is to be said of when it is valid. `now`: in milliseconds. */
export function tellTimes({ validFrom, validTo }: X509Certificate, now: number): Finding {
  const until = Date.parse(validTo);
  const told = `The certificate of TLS_CERT_FILE is valid until ${new Date(until).toISOString()}`;
  const mend = 'Renew it; the server reloads it when the files change.';
  if (now >= until) return error(`${told}, and has expired.`, mend);
  if (now < Date.parse(validFrom)) return error(`${told}, and is not valid yet.`, 'Check the clock of this machine.');
  const days = Math.floor((until - now) / DAY_MILLISECONDS);
  return days < SOON_DAYS ? warning(`${told}, in ${days} days.`, mend) : ok(`${told}.`);
}

/** Behind a proxy, clients see the proxy's certificate. */
function tellName(certificate: X509Certificate, name: string, hasProxies: boolean): Finding {
  const isNamed = (isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  if (isNamed) return ok(`The certificate is for ${name}, the host of PUBLIC_URL.`);
  const message = `The certificate is not for ${name}, the host of PUBLIC_URL.`;
  const mend = 'Get a certificate for that name, or set PUBLIC_URL to a name in the certificate.';
  return hasProxies ? warning(message, mend) : error(message, mend);
}
