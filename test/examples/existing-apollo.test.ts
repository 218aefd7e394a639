import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { endProcesses, startExample } from '../support/process.js';
import { asFarAsTold, readSteps, runSteps } from '../support/readme.js';

const FOLDER = 'examples/existing-apollo';

afterEach(endProcesses);

test('the commands of its README print what the README shows', async () => {
  const [start, ...steps] = readSteps(`${FOLDER}/README.md`);
  const [, file = ''] = /^node (\S+) &$/m.exec(start?.commands ?? '') ?? [];
  const JWT_SECRET = randomBytes(32).toString('base64');
  const { url } = await startExample(file, { env: { PORT: '0', JWT_SECRET } });

  const here = steps.map(({ commands, output }) => ({
    commands: commands.replaceAll('localhost:4000', new URL(url).host),
    output,
  }));
  const printed = await runSteps(here, { PATH: process.env.PATH, JWT_SECRET });
  const shown = here.map(({ output }) => output ?? '');
  expect(printed.map((text, index) => asFarAsTold(text, shown[index] ?? ''))).toEqual(shown);
  expect(shown.filter(Boolean).length).toBeGreaterThan(4);
});

test.each([
  ['without a secret', ''],
  ['with a short one', randomBytes(31).toString('base64')],
])('it does not start %s', async (_what, JWT_SECRET) => {
  const started = startExample(`${FOLDER}/server.js`, { env: { PORT: '0', JWT_SECRET } });
  await expect(started).rejects.toThrow('Set JWT_SECRET to 32 bytes or more, in base64.');
});
