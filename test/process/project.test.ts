import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../support/graphql.js';
import { endProcesses, runCli, startScript } from '../support/process.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = 'correct horse battery';

const CONFIG = `
import { defineConfig, defineModule, modules } from 'portcullis';

const notes = defineModule({
  name: 'notes',
  typeDefs: new URL('./schema/notes.graphql', import.meta.url),
  resolvers: { Query: { notes: () => [{ id: '1', text: 'one' }] } },
});
export default { modules: [...modules, notes], roles: { admin: 'OWNER', support: 'EDITOR', user: 'MEMBER' } };
`;
const SERVER = `
import { runServer } from 'portcullis';
const { default: options } = await import(process.cwd() + '/portcullis.config.js');
await runServer(options);
`;
const NOTES = `enum Role { MEMBER EDITOR @includes(roles: ["MEMBER"]) OWNER @includes(roles: ["EDITOR"]) }
type Note { id: ID!  text: String @auth(role: EDITOR) }
extend type Query { notes: [Note!] @auth }
`;

let folder = '';
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: folder });
const run = (args: readonly string[], { stdin = '', env = {} } = {}) =>
  runCli(args, { cwd: folder, stdin, env: { HOME: folder, DATA_DIR: 'data', TOKEN_ALGORITHM: 'ES256', ...env } });

function makeProject(): void {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-project-')));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/portcullis'));
  write('package.json', '{ "type": "module" }');
  write('portcullis.config.js', CONFIG);
  write('schema/notes.graphql', NOTES);
}

describe('in a folder with portcullis.config.js', () => {
  beforeAll(() => {
    makeProject();
    write('.gitignore', 'node_modules\ndata\n');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
  });
  afterEach(() => write('schema/notes.graphql', NOTES));
  afterAll(async () => {
    await endProcesses();
    rmSync(folder, { recursive: true });
  });

  test('an account is made with a role of its own, signs in, and has its rights', async () => {
    const create = (email: string, ...args: readonly string[]) =>
      run(['user', 'create', '--email', email, ...args], { stdin: PASSWORD, env: { DATA_DIR: './data' } });
    expect(await create('edith@example.com', '--role', 'EDITOR')).toMatchObject({ code: 1 });
    const env = { DATA_DIR: 'own' };
    const made = (email: string, ...args: readonly string[]) =>
      run(['user', 'create', '--email', email, ...args], { stdin: PASSWORD, env });
    expect((await made('edith@example.com', '--role', 'EDITOR')).stdout).toContain('with the role EDITOR.');
    expect((await made('max@example.com')).stdout).toContain('with the role MEMBER.');
    expect(await made('root@example.com', '--role', 'ADMIN')).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: '--role: There is no role ADMIN. Choose from MEMBER, EDITOR, OWNER.\n',
    });

    const { url, kill, ended } = await startScript(SERVER, {
      cwd: folder,
      env: { ...env, PORT: '0', TOKEN_ALGORITHM: 'ES256', LOG_LEVEL: 'warn' },
    });
    const ask = async (email: string) => {
      const login = `mutation { login(email: "${email}", password: "${PASSWORD}") { accessToken } }`;
      const { data } = await request(url, login);
      const token = data.login.accessToken;
      return request(url, '{ me { roles } notes { id text } }', { token });
    };
    expect(await ask('edith@example.com')).toMatchObject({
      data: { me: { roles: ['EDITOR'] }, notes: [{ id: '1', text: 'one' }] },
      errors: [],
    });
    expect(await ask('max@example.com')).toMatchObject({
      data: { me: { roles: ['MEMBER'] }, notes: [{ id: '1', text: null }] },
      errors: [{ path: ['notes', 0, 'text'], extensions: { code: 'FORBIDDEN' } }],
    });
    kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
  });

  test('the matrix has the SDL of Portcullis and its own, by file and line', async () => {
    const { stdout, stderr } = await run(['access', 'matrix', '--format', 'json']);
    const rows = JSON.parse(stdout).types.flatMap((type: { rows: readonly Record<string, string>[] }) => type.rows);
    const placeOf = (coordinate: string) => rows.find((row: Record<string, string>) => row.coordinate === coordinate);
    expect(placeOf('Query.notes')).toMatchObject({ location: 'schema/notes.graphql:3' });
    expect(placeOf('Note.text')).toMatchObject({ location: 'schema/notes.graphql:2' });
    expect(placeOf('Query.me')?.location).toMatch(/(^|\/)schema\/accounts\.graphql:3$/);
    expect(stderr).toBe('');
  });

  test('the difference is to what its files said at a revision, without a word when nothing opened', async () => {
    expect(await run(['access', 'diff', 'HEAD'])).toMatchObject({ code: 0, stderr: '' });
    write('schema/notes.graphql', NOTES.replace('notes: [Note!] @auth', 'notes: [Note!] @public'));
    const { code, stdout } = await run(['access', 'diff', 'HEAD']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('Query.notes, now to anonymous')]);
    expect(stdout).toContain('(HEAD:schema/notes.graphql:3)');
    expect(stdout).toContain('(schema/notes.graphql:3)');
  });

  test('the SDL is written once it is whole', async () => {
    expect(await run(['schema', '--out', 'api.graphql'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const sdl = readFileSync(join(folder, 'api.graphql'), 'utf8');
    expect(sdl).toMatch(/^enum Role \{\n {2}MEMBER\n/m);
    expect(await run(['access', 'diff', 'api.graphql'])).toMatchObject({ code: 0, stderr: '' });
    write('schema/notes.graphql', NOTES.replace('[Note!]', '[Nota!]'));
    expect(await run(['schema', '--out', 'api.graphql'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('schema/notes.graphql:3'),
    });
    expect(readFileSync(join(folder, 'api.graphql'), 'utf8')).toBe(sdl);
  });

  test('--schema goes before the file, and may be given several times', async () => {
    write('more/a.graphql', 'enum Role { ONE }');
    write('more/b/b.graphql', 'type Query { one: Int @auth(role: ONE) }');
    const matrix = await run(['access', 'matrix', '--no-lines', '--schema', 'more/a.graphql', '--schema', 'more/b']);
    expect(matrix).toMatchObject({ code: 0, stderr: '' });
    expect(matrix.stdout).toMatch(/\| one +\|.*\| role ONE/);
    expect(matrix.stdout).not.toContain('notes');
    expect(await run(['access', 'matrix', '--schema', 'more', '--config', 'portcullis.config.js'])).toMatchObject({
      code: 2,
      stderr: '--schema names SDL, and --config names a server with its own SDL. Use only one of them.\n',
    });
  });
});

describe('a configuration file', () => {
  beforeEach(makeProject);
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is looked for in dist where there is none beside it; of several, one has to be named', async () => {
    const variables = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await run(['config', '--json', ...args]);
      if (code !== 0) return stderr;
      return JSON.parse(stdout).filter(({ name }: { name: string }) => name.startsWith('NOTES_'));
    };
    write(
      'dist/portcullis.config.js',
      `import { defineConfig, modules } from 'portcullis';
       const config = { variables: [{ name: 'NOTES_MAX', description: 'x', default: null, isRequired: false }], prefixes: [], read: () => ({ value: {} }) };
       export default { modules: [...modules, { name: 'notes', config }] };`,
    );
    expect(await variables()).toEqual([]);
    rmSync(join(folder, 'portcullis.config.js'));
    expect(await variables()).toMatchObject([{ name: 'NOTES_MAX', module: 'notes' }]);
    write('portcullis.config.js', CONFIG);
    write('portcullis.config.mjs', CONFIG);
    expect(await variables()).toBe(
      'There are portcullis.config.js and portcullis.config.mjs. Choose one: --config portcullis.config.js\n',
    );
    expect(await variables('--config', 'dist/portcullis.config.js')).toHaveLength(1);
  });
});

describe('portcullis init', () => {
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-init-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('makes a project of its own name, with the dotted files', async () => {
    const { code, stdout } = await run(['init', 'Notes-API']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^notes-api has \d+ files\. Next:\n\n {2}cd Notes-API\n/),
    ]);
    const manifest = JSON.parse(readFileSync(join(folder, 'Notes-API/package.json'), 'utf8'));
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'notes-api', dependencies: { portcullis: `^${version}` } });
    for (const file of ['.gitignore', '.dockerignore', '.env.example', 'schema/roles.graphql', 'src/main.ts'])
      expect([file, existsSync(join(folder, 'Notes-API', file))]).toEqual([file, true]);
    expect(existsSync(join(folder, 'Notes-API/node_modules'))).toBe(false);
  });

  test.each([
    ['.', 'is not empty'],
    ['with space', 'Choose another name'],
    ['..', 'is not empty'],
  ])('refuses %s, and writes nothing', async (path, problem) => {
    write('mine.txt', 'mine');
    const before = execFileSync('ls', ['-A'], { cwd: folder, encoding: 'utf8' });
    expect(await run(['init', path])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(problem) });
    expect(execFileSync('ls', ['-A'], { cwd: folder, encoding: 'utf8' })).toBe(before);
  });

  test('is npm create portcullis, too', () => {
    const create = (...args: readonly string[]) =>
      execFileSync(process.execPath, [join(ROOT, 'packages/create-portcullis/create.cjs'), ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(create('api')).toContain('api has ');
    expect(existsSync(join(folder, 'api/portcullis.config.ts'))).toBe(true);
    expect(() => create('api')).toThrow('api is not empty.');
    expect(() => create()).toThrow('Name the folder of the new project: npm create portcullis my-api');
    expect(() => create('one', 'two')).toThrow('Name the folder');
  });
});
