/** PEM files: a certificate with those that it was signed with, and its key. */
export interface TlsConfig {
  readonly certFile: string;
  readonly keyFile: string;
}

interface TlsVariables {
  readonly TLS_CERT_FILE?: string | undefined;
  readonly TLS_KEY_FILE?: string | undefined;
}

/** Both files, or none. */
export function tlsOf({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: TlsVariables): TlsConfig | undefined {
  return certFile && keyFile ? Object.freeze({ certFile, keyFile }) : undefined;
}
