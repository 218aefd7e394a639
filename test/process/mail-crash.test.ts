import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { request } from '../support/graphql.js';
import { readMails, until } from '../support/mailbox.js';
import { endProcesses, environmentOf, startMain, startScript } from '../support/process.js';

const PASSWORD = 'correct horse battery';
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { status } }';
const RESET = 'mutation ($email: String!) { requestPasswordReset(email: $email) }';

/** A server whose clock is a minute ahead: what was being sent when the other ended is free by then. */
const A_MINUTE_LATER = `
  import { createServer, modules } from './dist/index.js';
  const server = createServer({ modules, clock: () => Date.now() + 60_000 });
  const { url } = await server.listen();
  process.stdout.write('Portcullis answers at ' + url + '\\n');
`;

describeEachDatabase('mails that wait', (engine) => {
  const emails = ['ann', 'bob', 'cat', 'dan'].map((name) => `${name}@example.com`);
  let place: TestPlace;
  beforeEach(async () => {
    place = await createTestPlace(engine);
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  test('are sent after kill -9, each of them', async () => {
    const first = await startMain({ env: environmentOf(place) });
    const inputs = emails.map((email) => ({ email, password: PASSWORD }));
    await Promise.all(inputs.map((input) => request(first.url, REGISTER, { variables: { input } })));
    const answers = await Promise.all(emails.map((email) => request(first.url, RESET, { variables: { email } })));
    first.kill('SIGKILL');
    expect(answers.map(({ data }) => data)).toEqual(emails.map(() => ({ requestPasswordReset: true })));
    await first.ended;

    await startScript(A_MINUTE_LATER, { env: environmentOf(place) });
    // One that was sent when the process ended may be sent again, since that was not written yet.
    const recipients = () => [...new Set(readMails(place).map(({ to }) => to))].sort();
    await until(() => recipients().length === emails.length);
    expect(recipients()).toEqual(emails);
  });
});
