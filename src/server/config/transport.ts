import type { Environment } from '../../module/index.js';
import { defaultPublicUrl } from './public-url.js';
import { type TlsConfig, tlsOf } from './tls-files.js';
import type { TrustedProxies } from './trusted-proxies.js';

/** What decides whether others can listen to what clients send. */
export interface Transport {
  readonly isProduction: boolean;
  readonly tls: TlsConfig | undefined;
  readonly trustedProxies: Pick<TrustedProxies, 'isEmpty'>;
  /** True if plain http is wanted. */
  readonly insecureHttp: boolean;
  readonly publicUrl: string;
}

/** Why a server may not listen; a sentence each. It does not concern one that lives in another server. */
export function transportProblems(transport: Transport): readonly string[] {
  const { isProduction, tls, trustedProxies, insecureHttp, publicUrl } = transport;
  if (!isProduction || insecureHttp) return [];
  const problems: string[] = [];
  if (!tls && trustedProxies.isEmpty) {
    problems.push(
      'TLS_CERT_FILE: In production, passwords and tokens must not travel over plain http. Set TLS_CERT_FILE and TLS_KEY_FILE; or TRUSTED_PROXIES, if a proxy in front of the server terminates TLS; or INSECURE_HTTP=on, if nobody else can listen.',
    );
  }
  if (!publicUrl.startsWith('https:')) {
    problems.push(
      'PUBLIC_URL: In production, clients must reach the server over https. Set it to an https address, or set INSECURE_HTTP=on.',
    );
  }
  return problems;
}

/** The same of variables that may be wrong otherwise. */
export function transportOf({ NODE_ENV, TLS_CERT_FILE, TLS_KEY_FILE, ...env }: Environment): Transport {
  const tls = tlsOf({ TLS_CERT_FILE, TLS_KEY_FILE });
  return {
    isProduction: NODE_ENV === 'production',
    tls,
    trustedProxies: { isEmpty: !env.TRUSTED_PROXIES },
    insecureHttp: env.INSECURE_HTTP === 'on',
    publicUrl: env.PUBLIC_URL || defaultPublicUrl({ port: 0, tls }),
  };
}
