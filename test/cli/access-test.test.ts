import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import { createTestFolder, type TestFolder } from './folder.js';

const SHOP = [
  'type Query { me: User @auth  users: [User] @auth(role: SUPPORT) }',
  'type User { id: ID  email: String @auth(owner: "id") }',
  'enum Role { USER SUPPORT @includes(roles: ["USER"]) }',
];

const COVERED = [
  'viewers',
  '  ann = USER',
  'data',
  '  Query.me = { id: $sub, email: "ann@example.com" }',
  '  Query.users = [{ id: "ann" }]',
  'tests',
  '  ann { me { email } } -> { me: { email: "ann@example.com" } }',
  '  nobody { me { id } } -> UNAUTHENTICATED at me',
  '  SUPPORT { users { id } } -> allowed',
  '  ann { users { id } } -> FORBIDDEN at users',
  '  SUPPORT sub sue { users { email } } -> { users: [{ email: null }] }, FORBIDDEN at users.0.email',
];

describe('portcullis access test', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = createTestFolder();
    folder.write('schema/shop.graphql', ...SHOP);
  });
  afterEach(() => folder.remove());
  const run = (...args: readonly string[]) => runCliHere(['access', 'test', ...args], { cwd: folder.path });

  test('what is so exits with 0', async () => {
    folder.write('schema/shop.access', ...COVERED);
    expect(await run()).toMatchObject({
      code: 0,
      stdout: 'schema/shop.access: 5 passed\n\n5 passed, 0 failed\n',
      stderr: '',
    });
  });

  test('what is not so exits with 1, and says where, who, what was expected and what came', async () => {
    folder.write(
      'a.access',
      "tests An address is its owner's",
      '  USER { me { email } } -> allowed',
      '  USER { me { id } } -> allowed',
    );
    const { code, stdout, stderr } = await run();
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toBe(
      [
        'a.access: 1 passed, 1 failed',
        '',
        "Failed a.access:2 An address is its owner's",
        '  USER  { me { email } }',
        '    expected allowed, got FORBIDDEN at me.email',
        '',
        '1 passed, 1 failed',
        '',
      ].join('\n'),
    );
  });

  test('a mistake in a file exits with 2, and no test of another runs', async () => {
    folder.write('a.access', ...COVERED);
    folder.write('b.access', 'tests', '  USR { me { id } } -> allowed', '  USER { you { id } } -> allowed');
    const { code, stdout, stderr } = await run('a.access', 'b.access');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^b\.access:2 There is no viewer or role USR\./),
      expect.stringMatching(/^b\.access:3 Cannot query field "you"/),
      '',
    ]);
  });

  test.each([
    [[], 'There is no *.access in this folder.'],
    [['schema'], 'There is no *.access in schema.'],
    [['none.access'], 'There is no file or folder none.access.'],
  ])('without tests (%j) it exits with 2', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('a mistake in the schema exits with 2', async () => {
    folder.write('schema/shop.graphql', ...SHOP, 'type A @auth(role: USR) { b: Int }');
    folder.write('a.access', ...COVERED);
    expect(await run()).toMatchObject({ code: 2, stdout: '' });
  });

  test('folders that are not of the project are left out', async () => {
    folder.write('node_modules/x/a.access', 'nonsense');
    folder.write('.git/a.access', 'nonsense');
    folder.write('rules/a.access', ...COVERED);
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('rules/a.access: 5 passed') });
  });

  test('--coverage exits with 1 if a rule is not covered, and with 0 if all are', async () => {
    folder.write('a.access', ...COVERED);
    const covered = await run('--coverage');
    expect([covered.code, covered.stdout]).toEqual([0, expect.stringContaining('3 of 3 rules are covered both ways')]);
    folder.write('a.access', ...COVERED.slice(0, -1));
    const { code, stdout } = await run('--coverage');
    expect(code).toBe(1);
    expect(stdout).toContain(
      '2 of 3 rules are covered both ways\nschema/shop.graphql:2 User.email: owner id\n  no test denies it\n',
    );
    expect((await run()).code).toBe(0);
  });

  test('--coverage counts a schema that is named, wherever it is', async () => {
    folder.write('api/a.access', ...COVERED.slice(0, -1));
    const { code, stdout } = await runCliHere(['access', 'test', '--schema', join('..', 'schema'), '--coverage'], {
      cwd: join(folder.path, 'api'),
    });
    expect([code, stdout]).toEqual([1, expect.stringContaining('2 of 3 rules are covered both ways')]);
  });

  test('--json is all of it', async () => {
    folder.write('a.access', ...COVERED.slice(0, -2), '  ann { me { id } } -> refused');
    const { code, stdout } = await run('--coverage', '--json');
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ passed: 3, failed: 1, coverage: { covered: 1, uncovered: 2 } });
    expect(report.files[0].tests.at(-1)).toEqual({
      line: 10,
      title: '',
      viewer: 'ann',
      operation: '{ me { id } }',
      passed: false,
      differences: ['expected refused, got me.id: "ann"'],
    });
    expect(report.coverage.rules[0]).toEqual({
      coordinate: 'Query.me',
      location: 'schema/shop.graphql:1',
      rule: 'signed in',
      allowed: true,
      denied: true,
      unusedAlternatives: [],
      covered: true,
    });
  });

  test('--junit writes a file, beside what is printed', async () => {
    folder.write('a.access', ...COVERED);
    expect(await run('--junit', 'junit.xml')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('5 passed, 0 failed'),
    });
    expect(readFileSync(join(folder.path, 'junit.xml'), 'utf8')).toContain(
      '<testsuite name="a.access" tests="5" failures="0">',
    );
    const { code, stderr } = await run('--junit', 'none/junit.xml');
    expect([code, stderr]).toEqual([
      2,
      '--junit: none/junit.xml cannot be written. Name a file in an existing folder.\n',
    ]);
  });
});

describe('on the server', () => {
  const WRITES = [
    'viewers',
    '  ann = USER',
    'server',
    '  renamed = ann mutation { updateProfile(input: { name: "Ann" }) { id } }',
    'tests',
    '  ann { me { name } } -> { me: { name: "Ann" } }',
  ];
  let folder: TestFolder;
  beforeEach(() => {
    folder = createTestFolder();
  });
  afterEach(() => folder.remove());
  const run = (...args: readonly string[]) => runCliHere(['access', 'test', ...args], { cwd: folder.path });

  test('the resolvers and the database are real, and so are the viewers', async () => {
    folder.write(
      'a.access',
      'viewers',
      '  ann = USER',
      '  sue = SUPPORT claims { org: "acme" }',
      'server',
      '  renamed = ann mutation { updateProfile(input: { name: "Ann" }) { id name } }',
      'tests',
      '  ann { me { id name } } -> { me: { id: $renamed.updateProfile.id, name: $renamed.updateProfile.name } }',
      '  sue { user(id: $ann.sub) { name } } -> { user: { name: "Ann" } }',
      '  ann { user(id: $ann.sub) { name } } -> FORBIDDEN at user',
      '  sub nobody-knows { me { id } } -> { me: null }',
    );
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('4 passed, 0 failed'), stderr: '' });
  });

  test('what it answers otherwise fails', async () => {
    folder.write(
      'a.access',
      'viewers',
      '  ann = USER',
      'server',
      'tests',
      '  ann { me { name } } -> { me: { name: "Bob" } }',
    );
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/me\.name: expected "Bob", got "[0-9a-f]+"/);
  });

  test('where the setup goes wrong, nothing is tested', async () => {
    folder.write('a.access', 'server', '  nobody { me { id } }', 'tests', '  USER { me { id } } -> allowed');
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toContain('Setup failed a.access:2 nobody { me { id } }: got UNAUTHENTICATED at me');
    expect(stdout).toContain('0 passed, 1 failed');
  });

  test('a name that leads to nothing fails, in a test and in the setup', async () => {
    folder.write(
      'a.access',
      ...WRITES.slice(0, -1),
      '  ann { me { name } } -> { me: { name: $renamed.updateProfile.nam } }',
    );
    const first = await run();
    expect([first.code, first.stdout]).toEqual([
      1,
      expect.stringContaining('Nothing is at $renamed.updateProfile.nam.'),
    ]);
    folder.write(
      'a.access',
      ...WRITES.slice(0, 4),
      '  ann mutation { updateProfile(input: { name: $renamed.constructor.name }) { id } }',
      ...WRITES.slice(4),
    );
    const second = await run();
    expect([second.code, second.stdout]).toEqual([
      1,
      expect.stringContaining('Nothing is at $renamed.constructor.name.'),
    ]);
  });

  test('its variables are given on the command line', async () => {
    const input = '{ email: "a@example.com", password: "correct horse battery staple" }';
    folder.write(
      'a.access',
      'server',
      'tests',
      `  nobody mutation { register(input: ${input}) { status } } -> allowed`,
    );
    expect(await run()).toMatchObject({ code: 0 });
    const closed = await run('--env', 'REGISTRATION=closed');
    expect([closed.code, closed.stdout]).toEqual([1, expect.stringContaining('got FORBIDDEN at register')]);
    expect(await run('--env', 'secret')).toMatchObject({ code: 2, stderr: '--env: Write NAME=value.\n' });
    const listening = process.listenerCount('SIGTERM');
    expect(await run('--env', 'REGISTRATION=x')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^REGISTRATION: /),
    });
    expect(process.listenerCount('SIGTERM')).toBe(listening);
  });

  test('what is set for the real server is not read: neither its database nor its mail nor other issuers', async () => {
    folder.write('a.access', ...WRITES);
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://ann:secret@127.0.0.1:1/real',
      DATA_DIR: join(folder.path, 'real'),
      SMTP_URL: 'smtp://127.0.0.1:1',
      MAIL_FROM: 'no-reply@example.com',
      TRUSTED_ISSUERS: '[{"issuer":"https://127.0.0.1:1","audience":"api"}]',
    };
    expect(await runCliHere(['access', 'test'], { cwd: folder.path, env })).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(env.DATA_DIR)).toBe(false);
  });

  test.each(['DATABASE_URL', 'DATA_DIR', 'SMTP_URL', 'TRUSTED_ISSUERS'])(
    'not even --env brings a test to what is real: %s',
    async (name) => {
      folder.write('a.access', ...WRITES);
      const real = join(folder.path, 'real');
      const { code, stdout, stderr } = await run('--env', `${name}=${real}`);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(new RegExp(`^--env: Leave ${name} out\\.`));
      expect(stderr).not.toContain(real);
      expect(existsSync(real)).toBe(false);
    },
  );

  test('it has a schema of its own', async () => {
    folder.write('a.access', 'server', 'tests', '  USER { me { id } } -> allowed');
    folder.write('schema/x.graphql', 'type Query { a: Int @public }');
    expect(await run('--schema', 'schema')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Omit --schema'),
    });
  });
});

test('every rule of our own schema lets somebody through and refuses somebody', async () => {
  const { code, stdout, stderr } = await runCliHere(['access', 'test', 'schema', '--coverage']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^(\d+) of \1 rules are covered both ways$/m);
  expect(stdout).toMatch(/^4\d passed, 0 failed$/m);
});
