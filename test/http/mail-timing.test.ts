import { expect, test } from '@jest/globals';
import { requestPasswordReset } from '../support/account-operations.js';
import { describeEachDatabase } from '../support/databases.js';
import { expectAnswer } from '../support/operations.js';
import { rounds } from '../support/rounds.js';
import { startServer } from '../support/server.js';
import { farFromEven, likelihood, measure } from '../support/timing.js';

const REQUESTS = rounds(200);

describeEachDatabase('a request for a new password', (engine) => {
  test('takes as long for an address that nobody has as for another', async () => {
    const server = await startServer({ engine });
    try {
      await server.register('ada@example.com');
      const ask = (email: string) => async () =>
        expectAnswer(await requestPasswordReset(server, email), 'requestPasswordReset');
      const [known = [], unknown = []] = await measure([ask('ada@example.com'), ask('nobody@example.com')], REQUESTS);
      expect(Math.abs(likelihood(known, unknown) - 0.5)).toBeLessThan(farFromEven(REQUESTS));
    } finally {
      await server.close();
    }
  }, 60_000);
});
