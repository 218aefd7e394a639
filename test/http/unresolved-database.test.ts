import dns from 'node:dns';
import { expect, jest, test } from '@jest/globals';
import { engines } from '../support/databases.js';
import { expectAnswer, login, ME, refresh } from '../support/operations.js';
import { createPostgresProxy } from '../support/postgres-proxy.js';
import { ADMIN, startServer } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';

const HOST = 'database.example.test';

// What sockets ask for an address, of this host alone.
const resolveHere = (isKnown: () => boolean) => {
  const { lookup } = dns;
  const replaced = ((name: string, options: dns.LookupOptions, callback: (...results: unknown[]) => void) => {
    if (name !== HOST) return lookup(name, options, callback as never);
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${HOST}`), { code: 'ENOTFOUND' });
    if (!isKnown()) return void process.nextTick(callback, error);
    const found = { address: '127.0.0.1', family: 4 };
    process.nextTick(callback, null, ...(options.all ? [[found]] : [found.address, found.family]));
  }) as typeof lookup;
  return jest.spyOn(dns, 'lookup').mockImplementation(replaced);
};

(engines.includes('PostgreSQL') ? test : test.skip)(
  'while the host name of the database does not resolve, what needs it is 503; then it works again by itself',
  async () => {
    let isKnown = true;
    const spy = resolveHere(() => isKnown);
    const place = await createServerPlace('PostgreSQL');
    const proxy = await createPostgresProxy(place.url ?? '');
    const url = Object.assign(new URL(proxy.url), { hostname: HOST }).href;
    const server = await startServer({ place: { ...place, url } });
    const becomes = async (status: number) => {
      while ((await fetch(new URL('/readyz', server.url))).status !== status)
        await new Promise((resolve) => setTimeout(resolve, 50));
    };
    try {
      const tokens = await server.register('ada@example.com');
      isKnown = false;
      // The connections that are there go on: a name is asked for by the next ones.
      proxy.restart();
      proxy.mend();
      await becomes(503);
      for (const answer of [
        await refresh(server, tokens.refreshToken),
        await login(server, ADMIN.email, ADMIN.password),
        await server.request(ME, { token: tokens.accessToken }),
      ]) {
        expect(answer).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
        expect(JSON.stringify(answer.errors)).not.toMatch(new RegExp(`${HOST}|ENOTFOUND`));
      }
      expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);

      isKnown = true;
      await becomes(200);
      expectAnswer(await refresh(server, tokens.refreshToken), 'refresh');
      expect((await server.request(ME, { token: tokens.accessToken })).errors).toEqual([]);
    } finally {
      isKnown = true;
      await server.close();
      await proxy.close();
      await place.remove();
      spy.mockRestore();
    }
  },
);
