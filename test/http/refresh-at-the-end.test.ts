import { Agent, request } from 'node:http';
import { expect, test } from '@jest/globals';
import { rounds } from '../support/rounds.js';
import { startServer } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const CLIENTS = 4;
const REFRESH = 'mutation ($token: String) { refresh(refreshToken: $token) { refreshToken } }';

const pause = () => new Promise((resolve) => setTimeout(resolve, 40 * Math.random()));

/** Refreshes again and again, over one connection as long as it is kept. The number of answers, up to the first error. */
async function refreshUntilClosed(url: string, first: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let token = first;
  for (let answers = 0; ; answers += 1) {
    const answer = await post(url, agent, JSON.stringify({ query: REFRESH, variables: { token } })).catch(() => '');
    if (answer === '') {
      agent.destroy();
      return answers;
    }
    token = JSON.parse(answer).data.refresh.refreshToken;
    await pause();
  }
}

function post(url: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve(text);
    });
    sent.on('error', reject).end(body);
  });
}

test('a refresh that is sent while the server closes is answered, or is not done', async () => {
  const place = await createServerPlace('SQLite');
  for (let round = 0; round < rounds(5); round += 1) {
    // Each refresh moves its session.
    const server = await startServer({ place, env: { REFRESH_GRACE_SECONDS: '0' }, logLevel: 'info' });
    const people = await Promise.all(
      Array.from({ length: CLIENTS }, (_, index) => server.register(`${round}-${index}@example.com`)),
    );
    const answers = Promise.all(people.map(({ refreshToken }) => refreshUntilClosed(server.url, refreshToken)));
    await pause();
    await server.close();
    const moves = await withDatabase(place, async ({ query }) => {
      const rows = await query.selectFrom('sessions').select(['id', 'counter', 'ended_at']).execute();
      return people.map(({ sessionId }) => rows.find(({ id }) => id === sessionId));
    });
    const expected = (await answers).map((counter) => ({ counter, ended_at: null }));
    expect(moves).toMatchObject(expected);
  }
  await place.remove();
}, 120_000);
