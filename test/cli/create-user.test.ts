import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addUser, checkRole } from '../../src/cli/create-user.js';
import { PortcullisError, StartupError } from '../../src/errors.js';
import { modules, roles } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { environmentOf } from '../support/process.js';
import { withDatabase } from '../support/with-database.js';

const PASSWORD = 'correct horse battery';
const ANN = 'ann@example.com';
const BOB = 'bob@example.com';

// That a process tells a refusal in one line and exits with 1 is shown in test/process/.
describeEachDatabase('a user made by a command', (engine) => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await createTestPlace(engine);
    await add(ANN);
  });
  afterAll(() => place.remove());

  const project = {
    file: undefined,
    modules,
    roles,
    readConfig: () => loadConfig({ modules, env: environmentOf(place) }),
  };
  const add = (email: string, password = PASSWORD, name?: string) =>
    addUser(project, {
      email,
      password,
      role: 'USER',
      ...(name !== undefined && { name }),
    });
  const emails = () =>
    withDatabase(place, async ({ query }) => {
      const rows = await query.selectFrom('users').select('email').orderBy('email').execute();
      return rows.map(({ email }) => email);
    });

  test('is told with his id', async () => {
    expect(await add('cid@example.com', PASSWORD, 'Cid')).toMatch(
      /^cid@example\.com is now a user with the role USER\. The id is [0-9a-f]{32}$/,
    );
    expect(await emails()).toContain('cid@example.com');
  });

  test.each([
    ['an address that is taken', 'email: This address already has an account.', [ANN.toUpperCase()]],
    ['what is no address', 'email: This is not an e-mail address.', ['bob']],
    ['a short password', 'password: A password must have at least 8 characters.', [BOB, 'short']],
    ['no password', 'password: A password must have at least 8 characters.', [BOB, '']],
    ['a long password', 'password: A password may have at most 256 characters.', [BOB, 'x'.repeat(257)]],
    [
      'a common password',
      'password: This is one of the most common passwords, or close to one. Choose another.',
      [BOB, 'password1'],
    ],
    [
      'its own address',
      'password: This password is made up of the address or name of its user, or of the name of the host. Choose one with other words.',
      [BOB, BOB],
    ],
    [
      'a password that was piped in another encoding',
      'password: A password must be valid Unicode without control characters.',
      [BOB, 'caf\ufffd au lait'],
    ],
    [
      'a name that a terminal obeys',
      'name: A name must not contain control characters.',
      [BOB, PASSWORD, 'a\u001b[31mb'],
    ],
  ] as const)(
    'with %s is refused in one line, and nothing is written',
    async (_what, line, [email, password, name]) => {
      const before = await emails();
      const error = await add(email, password, name).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(PortcullisError);
      expect(error).toHaveProperty('message', line);
      expect(await emails()).toEqual(before);
    },
  );
});

test.each(['USER', 'SUPPORT', 'ADMIN'])('the role %s is one of the schema', (role) => {
  expect(checkRole(role, { modules, roles })).toBe(role);
});

test.each(['admin', 'ROOT', '', 'toString'])('the role "%s" is none, and the others are told', (role) => {
  expect(() => checkRole(role, { modules, roles })).toThrow(
    new StartupError([`--role: There is no role ${role}. Choose from USER, SUPPORT, ADMIN.`]),
  );
});
