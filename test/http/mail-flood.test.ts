import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { readMails, until } from '../support/mailbox.js';
import { requestFrom } from '../support/request-from.js';
import { isSoak } from '../support/rounds.js';
import { startServer, type TestServer } from '../support/server.js';

const REQUESTS = isSoak ? 4000 : 400;
const CONNECTIONS = 40;
const QUERY = 'mutation ($email: String!) { requestPasswordReset(email: $email) }';

describeEachDatabase('a flood of requests for mails', (engine) => {
  const honest = ['ann', 'bob', 'cat', 'dan', 'eve'].map((name) => `${name}@example.com`);
  let place: TestPlace;
  let server: TestServer;
  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place });
    for (const email of [...honest, 'known@example.com']) await server.register(email);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  test('loses no mail of anybody else, and answers true to nobody whose mail it drops', async () => {
    const agents = { flood: new Agent({ keepAlive: true }), honest: new Agent({ keepAlive: true }) };
    let sent = 0;
    const codes = new Set<string | undefined>();
    const flood = Array.from({ length: CONNECTIONS }, async () => {
      while (sent < REQUESTS) {
        sent += 1;
        const email = sent % 10 === 0 ? 'known@example.com' : `nobody-${sent}@example.com`;
        const from = { agent: agents.flood, localAddress: '127.0.0.1' };
        const { data, errors } = await requestFrom(server, from, { query: QUERY, variables: { email } });
        codes.add(errors[0]?.extensions.code);
        expect([true, null]).toContain(data.requestPasswordReset);
      }
    });
    try {
      for (const [index, email] of honest.entries()) {
        await until(() => sent >= ((index + 1) * REQUESTS) / (honest.length + 1));
        const from = { agent: agents.honest, localAddress: '127.0.0.2' };
        const { data, errors } = await requestFrom(server, from, { query: QUERY, variables: { email } });
        expect({ data, errors }).toEqual({ data: { requestPasswordReset: true }, errors: [] });
      }
      await Promise.all(flood);
    } finally {
      agents.flood.destroy();
      agents.honest.destroy();
    }
    const got = () => honest.filter((email) => readMails(place).some(({ to }) => to === email));
    await until(() => got().length === honest.length);
    expect(got()).toEqual(honest);
    for (const code of codes) expect([undefined, 'SERVICE_UNAVAILABLE']).toContain(code);
  }, 120_000);
});
