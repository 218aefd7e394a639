/** https, or this machine. */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

export function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}

/** https, or http where that is allowed. */
export function isAllowedAddress(address: string, allowHttp = false): boolean {
  return isSafeAddress(address) || (allowHttp && URL.canParse(address) && new URL(address).protocol === 'http:');
}
