import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StartupError } from '../../src/errors.js';
import { modules } from '../../src/modules.js';
import { createTestServer, type TestServer } from '../../src/testing/index.js';
import { createTestModule } from '../support/test-module.js';

const projects = createTestModule({
  sdl: `extend type Query {
    admins: String @auth(role: ADMIN)
    readers: String @auth(scopes: ["projects:read"])
    members: String @auth(claims: [{ name: "org", equals: "acme" }])
    subject: String @auth
    open: String @public
  }`,
  resolvers: {
    Query: {
      admins: () => 'admins',
      readers: () => 'readers',
      members: () => 'members',
      subject: (_source, _args, { viewer }) => viewer.subject,
      open: () => 'open',
    },
  },
});
const ALL = '{ admins readers members open }';
const FORBIDDEN = (path: string) => ({ path: [path], extensions: { code: 'FORBIDDEN' } });
const temporary = () =>
  ['/dev/shm', '/tmp'].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('portcullis-test-')) : [],
  );

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({ modules: [...modules, projects] });
});
afterAll(() => server.close());

describe('a viewer', () => {
  test('that nobody has signed in as sees what is public', async () => {
    const { data, errors } = await server.connect().execute({ query: ALL });
    expect(data).toEqual({ admins: null, readers: null, members: null, open: 'open' });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(Array(3).fill('UNAUTHENTICATED'));
  });

  test('without anything is a user with an account and a session, which refreshes', async () => {
    const ada = await server.as();
    const { data, errors } = await ada.execute({ query: ALL });
    expect(data).toEqual({ admins: null, readers: null, members: null, open: 'open' });
    expect(errors).toMatchObject(['admins', 'readers', 'members'].map(FORBIDDEN));
    expect(await ada.me()).toMatchObject({ roles: ['USER'] });
    const session = await ada.execute({ query: '{ session { current } }' });
    expect(session).toEqual({ data: { session: { current: true } } });
    const before = await ada.accessToken();
    expect(await ada.accessToken(before)).not.toBe(before);
    expect(await ada.logout()).toBe(true);
  });

  test.each([
    ['roles', { roles: ['ADMIN'] }, { admins: 'admins', readers: null, members: null }],
    ['scopes', { scopes: ['projects:read'] }, { admins: null, readers: 'readers', members: null }],
    ['claims', { claims: { org: 'acme' } }, { admins: null, readers: null, members: 'members' }],
  ])('has the %s that it is given, and no others', async (_what, viewer, allowed) => {
    const { data, errors } = await (await server.as(viewer)).execute({ query: ALL });
    expect(data).toEqual({ ...allowed, open: 'open' });
    const refused = Object.entries(allowed).filter(([, value]) => value === null);
    expect(errors).toMatchObject(refused.map(([path]) => FORBIDDEN(path)));
  });

  test('has the subject that it is given, which needs no account', async () => {
    const somebody = await server.as({ sub: 'somebody', roles: ['ADMIN'] });
    expect(await somebody.execute({ query: '{ subject admins me { id } }' })).toEqual({
      data: { subject: 'somebody', admins: 'admins', me: null },
    });
  });

  test('is signed in at once', async () => {
    expect((await server.as({ roles: ['SUPPORT'] })).state).toMatchObject({
      isSignedIn: true,
      viewer: { roles: ['SUPPORT'] },
    });
  });

  test('with a role that the schema has not is a mistake', async () => {
    await expect(server.as({ roles: ['SUPORT'] })).rejects.toThrow(
      new TypeError('There is no role SUPORT. Choose from USER, SUPPORT, ADMIN.'),
    );
  });

  test('is another one each time', async () => {
    const [ada, bob] = await Promise.all([server.as(), server.as()]);
    expect((await ada.me())?.id).not.toBe((await bob.me())?.id);
  });
});

test('each server has a database of its own, which goes with it', async () => {
  const before = temporary();
  const other = await createTestServer({ modules: [...modules, projects] });
  expect(temporary().length).toBe(before.length + 1);
  const admin = await other.as({ roles: ['ADMIN'] });
  const { data } = await admin.execute({ query: '{ users { edges { node { id } } } }' });
  // And the administrator that each server begins with.
  expect(data).toEqual({ users: { edges: Array(2).fill({ node: { id: expect.any(String) } }) } });
  await other.close();
  expect(temporary()).toEqual(before);
});

const wrong = createTestModule({ sdl: 'extend type Query { unmarked: Int }', resolvers: {} });
test('what stops the start is told, and leaves nothing behind', async () => {
  const before = temporary();
  await expect(createTestServer({ modules: [...modules, wrong] })).rejects.toThrow(StartupError);
  await expect(createTestServer({ modules, env: { PORT: 'x' } })).rejects.toThrow(StartupError);
  expect(temporary()).toEqual(before);
});
