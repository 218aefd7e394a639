// Apollo Sandbox: at its own address, a page that asks what Sandbox asks; and in the page of a server in development, where
// a script of ours stands for the one that Apollo's servers give.
import assert from 'node:assert/strict';
import { getIntrospectionQuery } from 'graphql';
import { ask, bearer, LOGIN, ME, open, REFRESH_BY_ARGUMENT } from './ask.mjs';
import { USER } from './world.mjs';

export const SANDBOX = 'https://studio.apollographql.com';
const SCRIPT = 'embeddable-sandbox.cdn.apollographql.com';
const FRAME = 'https://sandbox.embed.apollographql.com/sandbox/explorer';

/** What is served for Apollo, by host. */
export const APOLLO_SCRIPTS = {
  [SCRIPT]: `window.EmbeddedSandbox = class {
    constructor(options) {
      if (location.search !== '') return;
      const { target, initialEndpoint } = (window.options = options);
      document.querySelector(target).innerHTML = '<iframe src="${FRAME}"></iframe>';
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ query: '{ __typename }' });
      window.asked = fetch(initialEndpoint, { method: 'POST', headers, body }).then((answer) => answer.json());
    }
  }`,
};

const send = (page, api, query, { headers, variables } = {}) =>
  ask(page, `${api}/graphql`, query, {
    headers: { accept: '*/*', 'apollographql-client-name': 'explorer', ...headers },
    variables,
    credentials: 'omit',
  });

export async function tellOfSandbox({ check, context, api, production }) {
  const page = await open(context, `${SANDBOX}/sandbox/explorer`);
  await check('Chromium asks whether Sandbox may reach this machine, and without leave it reads nothing', async () => {
    assert.deepEqual(await send(page, api, '{ __typename }'), { failed: 'TypeError' });
  });
  await context.grantPermissions(['local-network-access'], { origin: SANDBOX });
  await check('with it, it reads the schema, signs in, refreshes and is somebody', async () => {
    const { data, errors } = await send(page, api, getIntrospectionQuery());
    assert.deepEqual([errors, data.__schema.queryType.name], [[], 'Query']);
    const { login } = (await send(page, api, LOGIN)).data;
    const me = { data: { me: { email: USER.email } }, errors: [] };
    assert.deepEqual(await send(page, api, ME, bearer(login.accessToken)), me);
    const token = { variables: { token: login.refreshToken } };
    const { refresh } = (await send(page, api, REFRESH_BY_ARGUMENT, token)).data;
    assert.deepEqual(await send(page, api, ME, bearer(refresh.accessToken)), me);
  });
  await check('it reads nothing of a server in production', async () => {
    for (const query of ['{ __typename }', LOGIN]) {
      assert.deepEqual(await send(page, production, query), { failed: 'TypeError' });
    }
  });
  await check('the page of a server in development loads it, frames it and lets it ask', async () => {
    const own = await open(context, `${api}/graphql`);
    assert.deepEqual(await own.evaluate('window.asked'), { data: { __typename: 'Query' } });
    const { initialEndpoint, initialState, endpointIsEditable } = await own.evaluate('window.options');
    assert.deepEqual([initialEndpoint, endpointIsEditable], [`${api}/graphql`, false]);
    assert.deepEqual(initialState.sharedHeaders, { authorization: 'Bearer ' });
    assert.match(initialState.document, /login\(email: \$email, password: \$password\)/);
    const frame = own.frames().find((each) => each.url() === FRAME) ?? (await own.waitForEvent('framenavigated'));
    assert.equal(await frame.title(), 'A page');
  });
}
