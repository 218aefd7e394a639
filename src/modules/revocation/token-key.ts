// A token is known by one text. No name of an issuer has a | in it, and none is empty; so no two tokens have the same.

/** Ours are hexadecimal digits, and stand for themselves. */
export function ownTokenKey(tokenId: string): string {
  return tokenId.includes('|') ? `|${tokenId}` : tokenId;
}

export function foreignTokenKey(issuer: string, tokenId: string): string {
  return `${issuer}|${tokenId}`;
}
