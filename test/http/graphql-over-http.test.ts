import { describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { createTestServer, startServer } from '../support/server.js';

const MODES = ['graphql', 'mapped'] as const;

const AUDITS = 61;

/** What each audit found, but for those that found nothing. */
async function findings(audits: ReturnType<typeof serverAudits>) {
  const results = await Promise.all(audits.map((audit) => audit.fn()));
  expect(results).toHaveLength(AUDITS);
  return results.flatMap((result) =>
    result.status === 'ok' ? [] : [`${result.status} ${result.id}: ${result.name}: ${result.reason}`],
  );
}

describe.each(MODES)('the audits of graphql-http, with HTTP_STATUS=%s', (mode) => {
  test.each(['development', 'production'])('find nothing in %s', async (environment) => {
    const server = await startServer({ env: { HTTP_STATUS: mode, NODE_ENV: environment } });
    try {
      expect(await findings(serverAudits({ url: server.url }))).toEqual([]);
    } finally {
      await server.close();
    }
  });

  test('find nothing where the server answers a Request of the Fetch API', async () => {
    const { server, close } = await createTestServer({ env: { HTTP_STATUS: mode } });
    const fetchFn = (url: string, init: RequestInit) => server.fetch(new Request(url, init));
    try {
      expect(await findings(serverAudits({ url: 'http://localhost/graphql', fetchFn }))).toEqual([]);
    } finally {
      await close();
    }
  });
});
