import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rounds } from '../support/rounds.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

const CONNECTIONS = 300;
const HONEST_SIGN_INS = rounds(20, 10);
const QUERY = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { userId } }';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ hashes: 'as built' });
  await server.register('ada@example.com');
});
afterAll(() => server.close());

interface Answer {
  readonly data: { readonly login: { readonly userId: string } | null };
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly retryAfter?: number } }[];
}

/** A sign-in from an address of this machine. */
function signInFrom(agent: Agent, localAddress: string, email: string, password: string): Promise<Answer> {
  const body = JSON.stringify({ query: QUERY, variables: { e: email, p: password } });
  return new Promise((resolve, reject) => {
    const sent = request(
      server.url,
      { method: 'POST', agent, localAddress, headers: { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

test(`${CONNECTIONS} connections that sign in as nobody keep nobody of another address from signing in`, async () => {
  const agents = { flood: new Agent({ keepAlive: true }), honest: new Agent({ keepAlive: true }) };
  let isOver = false;
  const refusals: Answer[] = [];
  const flood = Array.from({ length: CONNECTIONS }, async () => {
    while (!isOver) {
      const answer = await signInFrom(agents.flood, '127.0.0.1', 'nobody@example.com', 'a wrong guess');
      if (answer.errors?.[0]?.extensions.code === 'SERVICE_UNAVAILABLE') refusals.push(answer);
    }
  });
  try {
    // The flood has filled all there is to fill.
    while (refusals.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    for (let i = 0; i < HONEST_SIGN_INS; i += 1) {
      const { data, errors } = await signInFrom(agents.honest, '127.0.0.2', 'ada@example.com', PASSWORD);
      expect(errors).toBeUndefined();
      expect(data.login).toEqual({ userId: expect.any(String) });
    }
  } finally {
    isOver = true;
    await Promise.all(flood);
    agents.flood.destroy();
    agents.honest.destroy();
  }
  for (const { errors } of refusals.slice(0, 100)) {
    expect(errors?.[0]?.extensions.retryAfter).toBeGreaterThanOrEqual(1);
    expect(errors?.[0]?.extensions.retryAfter).toBeLessThanOrEqual(60);
  }
}, 240_000);
