/** Where clients reach a server on this port, unless PUBLIC_URL says otherwise. */
export function defaultPublicUrl(port: number): string {
  return `http://localhost:${port}`;
}
