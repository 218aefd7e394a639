import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { verifyEmail } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { startJwksServer } from '../support/jwks-server.js';
import { awaitToken } from '../support/mailbox.js';
import {
  expectAnswer,
  expectError,
  expectInvalid,
  ME,
  refresh,
  register,
  setUserRoles,
} from '../support/operations.js';
import { createProject, OWN_ROLES } from '../support/own-roles.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { compact, signature } from '../tokens/token-fixture.js';

const project = createProject();
const unrelated = createTestModule({ sdl: 'enum Role { MEMBER STAFF OWNER }' });
const OWN = { modules: [project], roles: OWN_ROLES };
const RENAME = sql`update users set roles = replace(replace(replace(roles,
  '"USER"', '"MEMBER"'), '"SUPPORT"', '"STAFF"'), '"ADMIN"', '"OWNER"')`;
const FIELDS = '{ member staff owner guest }';

/** What a token is answered at the project's fields; each null is FORBIDDEN. */
async function fieldsOf(server: TestServer, token: string) {
  const { data, errors } = await server.request(FIELDS, { token });
  const refused = Object.keys(data).filter((field) => data[field] === null);
  expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual(
    refused.map((field) => [[field], { code: 'FORBIDDEN' }]),
  );
  return data;
}

const NOTHING = { member: null, staff: null, owner: null, guest: null };

const USERS = '{ users { edges { node { email roles } } } }';
const emailsAndRoles = (users: { edges: { node: { email: string; roles: readonly string[] } }[] }) =>
  Object.fromEntries(users.edges.map(({ node: { email, roles } }) => [email, roles]));

describeEachDatabase('with roles of its own', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let owner: Tokens;
  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, ...OWN });
    owner = await server.login(ADMIN.email, ADMIN.password);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  /** Somebody with these roles, with a token that has them. */
  const signInAs = async (email: string, roles: readonly string[]): Promise<Tokens> => {
    const { userId } = await server.register(email);
    expectAnswer(await setUserRoles(server, owner.accessToken, userId, roles), 'setUserRoles');
    return server.login(email, PASSWORD);
  };
  const createUser = (input: object, token = owner.accessToken) =>
    server.request('mutation ($input: CreateUserInput!) { createUser(input: $input) { id roles } }', {
      token,
      variables: { input: { password: PASSWORD, ...input } },
    });

  test('the first administrator has the role for administrators, and all that it includes', async () => {
    expect(expectAnswer(await server.request(ME, { token: owner.accessToken }), 'me').roles).toEqual(['OWNER']);
    expect(await fieldsOf(server, owner.accessToken)).toEqual({ member: 1, staff: 2, owner: 3, guest: null });
  });

  test('who registers has the role for users, and no other', async () => {
    const { accessToken } = await server.register('ann@example.com');
    expect(expectAnswer(await server.request(ME, { token: accessToken }), 'me').roles).toEqual(['MEMBER']);
    expect(await fieldsOf(server, accessToken)).toEqual({ ...NOTHING, member: 1 });
  });

  test('whom an administrator makes has it by default, or what is asked for', async () => {
    expect(expectAnswer(await createUser({ email: 'bea@example.com' }), 'createUser').roles).toEqual(['MEMBER']);
    const made = expectAnswer(await createUser({ email: 'cid@example.com', roles: ['GUEST'] }), 'createUser');
    expect(made.roles).toEqual(['GUEST']);
    const { accessToken } = await server.login('cid@example.com', PASSWORD);
    expect(await fieldsOf(server, accessToken)).toEqual({ ...NOTHING, guest: 4 });
  });

  test('the built-in fields ask for the roles that are named, or one that includes them', async () => {
    const staff = await signInAs('staff@example.com', ['STAFF']);
    const member = await server.register('member@example.com');
    const query = 'query ($id: ID!) { user(id: $id) { email } }';
    const lookUp = (token: string, id: string) => server.request(query, { token, variables: { id } });
    for (const { accessToken } of [staff, owner]) {
      const user = expectAnswer(await lookUp(accessToken, member.userId), 'user');
      expect(user).toEqual({ email: 'member@example.com' });
      const trail = await server.request('{ auditEvents(first: 1) { edges { cursor } } }', { token: accessToken });
      expect(expectAnswer(trail, 'auditEvents').edges).toHaveLength(1);
    }
    expectError(await lookUp(member.accessToken, member.userId), 'user', { code: 'FORBIDDEN' });
    expectError(
      await server.request('{ auditEvents { edges { cursor } } }', { token: member.accessToken }),
      'auditEvents',
      {
        code: 'FORBIDDEN',
      },
    );
    expectError(await setUserRoles(server, staff.accessToken, staff.userId, ['OWNER']), 'setUserRoles', {
      code: 'FORBIDDEN',
    });
    expectError(await createUser({ email: 'never@example.com' }, staff.accessToken), 'createUser', {
      code: 'FORBIDDEN',
    });
    expect(await fieldsOf(server, (await server.login('staff@example.com', PASSWORD)).accessToken)).toMatchObject({
      staff: 2,
      owner: null,
    });
  });

  test('node shows an account to its user, and to the role that stands for SUPPORT', async () => {
    const { userId, accessToken } = await server.register('noa@example.com');
    const other = await server.register('other@example.com');
    const staff = await signInAs('staff-2@example.com', ['STAFF']);
    const guest = await signInAs('guest@example.com', ['GUEST']);
    const trail = await server.request('{ auditEvents(first: 1) { edges { node { id } } } }', {
      token: owner.accessToken,
    });
    const event = expectAnswer(trail, 'auditEvents').edges[0].node.id;
    const ask = async (token: string) => {
      const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }';
      const { data, errors } = await server.request(query, { token, variables: { ids: [userId, event] } });
      expect(errors).toEqual([]);
      return data.nodes;
    };
    const [user, told] = [{ __typename: 'User' }, { __typename: 'AuditEvent' }];
    expect(await ask(accessToken)).toEqual([user, null]);
    for (const token of [other.accessToken, guest.accessToken]) expect(await ask(token)).toEqual([null, null]);
    for (const token of [staff.accessToken, owner.accessToken]) expect(await ask(token)).toEqual([user, told]);
  });

  test('setUserRoles takes the roles of the project, and no built-in one', async () => {
    const { userId } = await server.register('dan@example.com');
    const set = (role: string) => setUserRoles(server, owner.accessToken, userId, [role]);
    expect(expectAnswer(await set('STAFF'), 'setUserRoles')).toEqual({ id: userId, roles: ['STAFF'] });
    for (const role of ['USER', 'SUPPORT', 'ADMIN']) expectInvalid(await set(role), 'BAD_USER_INPUT', new RegExp(role));
    const user = await server.request(`{ user(id: "${userId}") { roles } }`, { token: owner.accessToken });
    expect(expectAnswer(user, 'user').roles).toEqual(['STAFF']);
  });

  test('the schema that clients see has them, and no built-in one', async () => {
    const { data } = await server.request('{ __type(name: "Role") { enumValues { name } } }', {
      token: owner.accessToken,
    });
    expect(data.__type.enumValues.map(({ name }: { name: string }) => name)).toEqual([
      'MEMBER',
      'STAFF',
      'OWNER',
      'GUEST',
    ]);
  });
});

test('administrators whose role does not include that for SUPPORT change users, and are not shown them', async () => {
  const server = await startServer({
    modules: [unrelated],
    roles: OWN_ROLES,
  });
  try {
    const { accessToken: token } = await server.login(ADMIN.email, ADMIN.password);
    const { userId } = await server.register('ann@example.com');
    const { data, errors } = await setUserRoles(server, token, userId, ['STAFF']);
    expect(data).toEqual({ setUserRoles: null });
    expect(errors.map(({ path, extensions }) => [path, extensions])).toContainEqual([
      ['setUserRoles', 'id'],
      { code: 'FORBIDDEN' },
    ]);
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    const asked = await server.request(node, { token, variables: { id: userId } });
    expect([asked.data, asked.errors]).toEqual([{ node: null }, []]);
    const { accessToken } = await server.login('ann@example.com', PASSWORD);
    expect(expectAnswer(await server.request(ME, { token: accessToken }), 'me').roles).toEqual(['STAFF']);
  } finally {
    await server.close();
  }
});

describeEachDatabase('with roles of its own, an address that is verified first', (engine) => {
  test('has an account with the role for users', async () => {
    const place = await createTestPlace(engine);
    const server = await startServer({ place, ...OWN, env: { EMAIL_VERIFICATION: 'required' } });
    try {
      const sent = await register(server, { email: 'ann@example.com', password: PASSWORD });
      expect(expectAnswer(sent, 'register')).toEqual({ status: 'VERIFICATION_SENT', auth: null });
      expectAnswer(await verifyEmail(server, await awaitToken(place, 'ann@example.com')), 'verifyEmail');
      const { accessToken } = await server.login('ann@example.com', PASSWORD);
      expect(await fieldsOf(server, accessToken)).toEqual({ ...NOTHING, member: 1 });
    } finally {
      await server.close();
      await place.remove();
    }
  });
});

describeEachDatabase('when a database gets roles of its own', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let old: { readonly user: Tokens; readonly admin: Tokens };
  let owner: Tokens;
  beforeAll(async () => {
    place = await createTestPlace(engine);
    const before = await startServer({ place });
    const admin = await before.login(ADMIN.email, ADMIN.password);
    const { userId } = await before.register('both@example.com');
    expectAnswer(await setUserRoles(before, admin.accessToken, userId, ['SUPPORT', 'USER']), 'setUserRoles');
    old = { user: await before.register('old@example.com'), admin };
    await before.close();
    const env = { ADMIN_EMAIL: 'owner@example.com', ADMIN_PASSWORD: PASSWORD };
    server = await startServer({ place, ...OWN, env });
    owner = await server.login(env.ADMIN_EMAIL, PASSWORD);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  test('a token of before is good, and its roles grant nothing', async () => {
    for (const { accessToken } of [old.user, old.admin]) {
      expect(await fieldsOf(server, accessToken)).toEqual(NOTHING);
      expectError(await server.request(USERS, { token: accessToken }), 'users', { code: 'FORBIDDEN' });
      expectError(await setUserRoles(server, accessToken, old.user.userId, ['OWNER']), 'setUserRoles', {
        code: 'FORBIDDEN',
      });
    }
    // The deny above is about roles: the same token is somebody's.
    const me = expectAnswer(await server.request(ME, { token: old.user.accessToken }), 'me');
    expect(me).toEqual({ id: old.user.userId, email: 'old@example.com', roles: [] });
  });

  test('nor do they in a new token of it', async () => {
    const { accessToken } = expectAnswer(await refresh(server, old.admin.refreshToken), 'refresh');
    expect(await fieldsOf(server, accessToken)).toEqual(NOTHING);
    const again = await server.login('old@example.com', PASSWORD);
    expect(await fieldsOf(server, again.accessToken)).toEqual(NOTHING);
  });

  test('its users are listed, with the roles that there are', async () => {
    const users = expectAnswer(await server.request(USERS, { token: owner.accessToken }), 'users');
    expect(emailsAndRoles(users)).toEqual({
      [ADMIN.email]: [],
      'both@example.com': [],
      'old@example.com': [],
      'owner@example.com': ['OWNER'],
    });
  });

  test('whoever is given one of them has its rights', async () => {
    const { userId } = await server.login('both@example.com', PASSWORD);
    expectAnswer(await setUserRoles(server, owner.accessToken, userId, ['STAFF']), 'setUserRoles');
    const { accessToken } = await server.login('both@example.com', PASSWORD);
    expect(await fieldsOf(server, accessToken)).toEqual({ member: 1, staff: 2, owner: null, guest: null });
  });
});

describeEachDatabase('a migration as docs/roles.md has it', (engine) => {
  const migrations = {
    '001-own-roles': {
      up: async (db: Parameters<typeof RENAME.execute>[0]) => void (await RENAME.execute(db)),
    },
  };
  const renaming = createProject({ migrations });

  test('gives users the roles of the project for those that they had', async () => {
    const place = await createTestPlace(engine);
    try {
      const before = await startServer({ place });
      const admin = await before.login(ADMIN.email, ADMIN.password);
      const { userId } = await before.register('both@example.com');
      expectAnswer(await setUserRoles(before, admin.accessToken, userId, ['SUPPORT', 'USER']), 'setUserRoles');
      const user = await before.register('user@example.com');
      await before.close();
      const server = await startServer({ place, modules: [renaming], roles: OWN_ROLES });
      try {
        const { accessToken } = expectAnswer(await refresh(server, admin.refreshToken), 'refresh');
        const users = expectAnswer(await server.request(USERS, { token: accessToken }), 'users');
        expect(emailsAndRoles(users)).toEqual({
          [ADMIN.email]: ['OWNER'],
          'both@example.com': ['STAFF', 'MEMBER'],
          'user@example.com': ['MEMBER'],
        });
        expect(await fieldsOf(server, user.accessToken)).toEqual(NOTHING);
        const next = expectAnswer(await refresh(server, user.refreshToken), 'refresh');
        expect(await fieldsOf(server, next.accessToken)).toEqual({ ...NOTHING, member: 1 });
      } finally {
        await server.close();
      }
    } finally {
      await place.remove();
    }
  });
});

test('the roles of a trusted issuer stand for those of the project', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const issuer = 'https://tenant.idp.test/';
  const idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
  const trusted = {
    issuer,
    jwksUri: idp.jwksUri,
    audience: 'https://api.example.com',
    roles: { claim: 'groups', map: { clerk: 'STAFF' } },
  };
  const server = await startServer({ ...OWN, env: { TRUSTED_ISSUERS: JSON.stringify([trusted]) } });
  try {
    const now = Math.floor(Date.now() / 1000);
    const tokenOf = (groups: readonly string[]) => {
      const claims = { iss: issuer, sub: '42', aud: trusted.audience, iat: now, exp: now + 60, groups };
      return compact({ alg: 'RS256', typ: 'JWT', kid: 'k1' }, claims, signature('RS256', privateKey));
    };
    expect(await fieldsOf(server, tokenOf(['clerk']))).toEqual({ member: 1, staff: 2, owner: null, guest: null });
    expectAnswer(await server.request(USERS, { token: tokenOf(['clerk']) }), 'users');
    expect(await fieldsOf(server, tokenOf(['OWNER', 'ADMIN']))).toEqual(NOTHING);
    expectError(await server.request(USERS, { token: tokenOf(['OWNER', 'ADMIN']) }), 'users', { code: 'FORBIDDEN' });
    const wrong = { ...trusted, roles: { claim: 'groups', map: { clerk: 'SUPPORT' } } };
    await expect(startServer({ ...OWN, env: { TRUSTED_ISSUERS: JSON.stringify([wrong]) } })).rejects.toThrow(
      `TRUSTED_ISSUERS: ${issuer} maps to the unknown role SUPPORT. Choose from MEMBER, STAFF, OWNER, GUEST.`,
    );
  } finally {
    await server.close();
    await idp.close();
  }
});
