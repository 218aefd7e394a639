import { createServer, modules } from 'portcullis';

const server = createServer({ modules });

/** What a host of functions calls. Where it tells the client's address, that goes into `clientAddress`. */
export function fetch(request, { clientAddress } = {}) {
  return server.fetch(request, { clientAddress });
}
