import { afterEach, expect, test } from '@jest/globals';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { request } from '../support/graphql.js';
import { endProcesses, environmentOf, runScript, startExample } from '../support/process.js';
import { asFarAsTold, readSteps, runSteps } from '../support/readme.js';

const FOLDER = 'examples/own-host';

let place: TestPlace;
afterEach(async () => {
  await endProcesses();
  await place.remove();
});

const newEnvironment = async () => {
  place = await createTestPlace('SQLite');
  return { ...environmentOf(place), TOKEN_ALGORITHM: 'ES256' };
};
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { auth { accessToken } } }';
const variables = { input: { email: 'ada@example.com', password: 'correct horse battery' } };

test.each(['express.js', 'fastify.js'])('%s has the API beside its own routes', async (file) => {
  const { url, kill, ended } = await startExample(`${FOLDER}/${file}`, { env: await newEnvironment() });
  const [, { commands, output = '' } = { commands: '' }] = readSteps(`${FOLDER}/README.md`);
  const here = commands.replaceAll('localhost:4000', new URL(url).host);
  const [printed = ''] = await runSteps([{ commands: here, output }], { PATH: process.env.PATH });
  expect(asFarAsTold(printed, output)).toBe(output);
  expect(output).toContain('TOKEN_MISSING');

  const { data } = await request(`${url}/graphql`, REGISTER, { variables });
  const { accessToken: token } = data.register.auth;
  expect(await request(`${url}/graphql`, '{ me { email } }', { token })).toMatchObject({
    status: 200,
    data: { me: { email: variables.input.email } },
  });
  expect((await fetch(`${url}/.well-known/jwks.json`)).status).toBe(200);
  expect((await fetch(`${url}/nowhere`)).status).toBe(404);

  kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, signal: null });
});

test('function.js answers a Request', async () => {
  const script = `
    import { fetch as answer } from './${FOLDER}/function.js';
    const ask = async (body, headers = {}) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
      return (await answer(new Request('https://api.example.com/graphql', init), { clientAddress: '203.0.113.7' })).json();
    };
    const { data } = await ask({ query: ${JSON.stringify(REGISTER)}, variables: ${JSON.stringify(variables)} });
    const query = '{ me { email } session { ipAddress } }';
    const answers = [await ask({ query }), await ask({ query }, { authorization: 'Bearer ' + data.register.auth.accessToken })];
    console.log('ANSWERS ' + JSON.stringify(answers));
    process.exit(0);
  `;
  const { stdout, stderr } = await runScript(script, { env: await newEnvironment() });
  const [, json = `"${stderr}"`] = /^ANSWERS (.*)$/m.exec(stdout) ?? [];
  expect(JSON.parse(json)).toMatchObject([
    { data: { me: null, session: null }, errors: [{ path: ['me'] }, { path: ['session'] }] },
    { data: { me: { email: variables.input.email }, session: { ipAddress: '203.0.113.7' } } },
  ]);
});
