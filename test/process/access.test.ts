import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import { type Ending, runCli } from '../support/process.js';

const HELP = 'Add --help for usage.';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-access-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, ...lines: readonly string[]): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.join('\n'));
}

// A configuration that would stop the server.
const env = { PORT: 'x', LOG_LEVEL: 'x' };

/** `portcullis access …` in the folder, or below it. */
const access = (args: readonly string[], { stdin = '', below = '' } = {}): Promise<Ending> =>
  runCliHere(['access', ...args], { cwd: join(folder, below), stdin, env });

/** The same in a process of its own, as it was built: once for each command. */
const built = (args: readonly string[]): Promise<Ending> => runCli(['access', ...args], { cwd: folder, env });

const refused = (...lines: readonly string[]) => ({
  code: 2,
  signal: null,
  stdout: '',
  stderr: lines.map((line) => `${line}\n`).join(''),
});

const ROLES = 'enum Role { USER ADMIN @includes(roles: ["USER"]) }';
const QUERY = 'type Query { me: User @auth  all: [User] @auth(role: ADMIN) }';
const USER = ['type User {', '  id: ID', '  mail: String @auth(owner: "id")', '}'];

/** Each row of the matrix and the place that says it. */
async function placesOf(args: readonly string[], below = ''): Promise<readonly string[]> {
  const { code, stdout, stderr } = await access(['matrix', '--format', 'json', ...args], { below });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { types } = JSON.parse(stdout);
  return types.flatMap(({ rows }: { rows: readonly Record<'coordinate' | 'location', string>[] }) =>
    rows.map(({ coordinate, location }) => `${coordinate} ${location}`),
  );
}

describe('portcullis access matrix', () => {
  test('reads the folder schema, starts nothing and leaves nothing', async () => {
    write('schema/a.graphql', ROLES, QUERY);
    write('schema/deep/b.gql', ...USER);
    write('schema/note.txt', 'type Broken {');
    const { code, stdout, stderr } = await built(['matrix']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      '\n| User.mail           |     –     |    if     |  if  |  if   | owner id   | schema/deep/b.gql:3 |\n',
    );
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('does without file and line, and writes JSON and a page', async () => {
    write('schema/a.graphql', ROLES, QUERY, ...USER);
    expect((await access(['matrix', '--no-lines'])).stdout).not.toContain('.graphql');
    expect(JSON.parse((await access(['matrix', '--format', 'json'])).stdout)).toMatchObject({ version: 1 });
    const page = (await access(['matrix', '--format', 'html'])).stdout;
    expect(page).toMatch(/^<!doctype html>\n.*<\/html>\n$/s);
    expect(page).not.toContain('against');
    write('old/a.graphql', ROLES, QUERY.replace('@auth ', '@auth(role: ADMIN) '), ...USER);
    expect((await access(['matrix', '--format', 'html', '--base', 'old'])).stdout).toContain(
      '<p class="loud">One place opened against old.</p>',
    );
  });

  test('refuses what would have no effect, and what it does not know', async () => {
    write('schema/a.graphql', ROLES, QUERY, ...USER);
    expect(await access(['matrix', '--base', 'schema'])).toEqual(
      refused('--base is for --format html. See access diff.'),
    );
    expect(await access(['matrix', '--no-lines', '--format', 'json'])).toEqual(
      refused('--no-lines is for --format md.'),
    );
    expect(await access(['matrix', '--format', 'pdf'])).toEqual(
      refused("error: option '--format <format>' argument 'pdf' is invalid. Allowed choices are md, json, html.", HELP),
    );
    expect(await built(['matrices'])).toEqual(
      refused("error: unknown command 'matrices'", '(Did you mean matrix?)', HELP),
    );
  });
});

describe('the place of a schema', () => {
  test('is a file or a folder', async () => {
    write('a.graphql', ROLES, QUERY, ...USER);
    write('api/z.graphql', ROLES);
    write('api/m/y.graphql', QUERY);
    write('api/b.gql', ...USER);
    expect(await placesOf(['--schema', 'a.graphql'])).toEqual([
      'Query.me a.graphql:2',
      'Query.all a.graphql:2',
      'User.id a.graphql:4',
      'User.mail a.graphql:5',
    ]);
    expect(await placesOf(['--schema', './api/'])).toEqual([
      'Query.me api/m/y.graphql:1',
      'Query.all api/m/y.graphql:1',
      'User.id api/b.gql:2',
      'User.mail api/b.gql:3',
    ]);
    expect((await placesOf(['--schema', '../a.graphql'], 'api'))[0]).toBe('Query.me ../a.graphql:2');
  });

  describe('or a git revision', () => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: folder });
    beforeEach(() => {
      git('init', '--quiet', '--initial-branch', 'trunk');
      write('schema/a.graphql', ROLES, QUERY);
      write('schema/deep/ü b.gql', ...USER);
      write('schema/README.md', 'type Broken {');
      write('other.graphql', 'type Query { other: Int @public }');
      git('add', '.');
      git('commit', '--quiet', '--message', 'one');
      write('schema/a.graphql', ROLES, '', QUERY);
      git('commit', '--quiet', '--all', '--message', 'two');
      write('schema/a.graphql', 'type Broken {');
    });
    const of = (place: string, line: number) => [
      `Query.me ${place}a.graphql:${line}`,
      `Query.all ${place}a.graphql:${line}`,
      `User.id ${place}deep/ü b.gql:2`,
      `User.mail ${place}deep/ü b.gql:3`,
    ];

    test('with a path from the root of the repository, or from here', async () => {
      expect(await placesOf(['--schema', 'trunk:schema'])).toEqual(of('trunk:schema/', 3));
      expect(await placesOf(['--schema', 'HEAD~1:schema/'])).toEqual(of('HEAD~1:schema/', 2));
      expect(await placesOf(['--schema', 'trunk:schema'], 'schema/deep')).toEqual(of('trunk:schema/', 3));
      expect(await placesOf(['--schema', 'trunk:./'], 'schema')).toEqual(of('trunk:', 3));
      expect(await placesOf(['--schema', 'trunk:other.graphql'])).toEqual(['Query.other trunk:other.graphql:1']);
    });

    test('alone, for what --schema names', async () => {
      expect(await access(['diff', 'HEAD~1', 'trunk'])).toMatchObject({ code: 0, stdout: 'Nothing opened.\n' });
      const other = ['--schema', 'other.graphql'];
      expect(await access(['diff', 'HEAD~1', 'trunk', ...other])).toMatchObject({ code: 0, stderr: '' });
      expect(await access(['diff', 'trunk', 'trunk', '--schema', 'none'])).toEqual(
        refused('trunk: trunk has no ./none. Name one: trunk:path.'),
      );
      expect(await placesOf(['--schema', 'trunk'])).toEqual(of('trunk:schema/', 3));
    });

    test('beside what is written now', async () => {
      expect(await access(['diff', 'trunk', 'schema'])).toEqual(
        refused('schema/a.graphql:1 Syntax Error: Expected Name, found <EOF>.'),
      );
      write('schema/a.graphql', ROLES, QUERY.replace('@auth ', '@public '));
      expect(await access(['diff', 'trunk', 'schema'])).toMatchObject({
        code: 1,
        stdout: expect.stringContaining(
          '    - signed in   (trunk:schema/a.graphql:3)\n    + @public   (schema/a.graphql:2)\n',
        ),
      });
    });

    describe('whose lines the page links to', () => {
      const TEMPLATE = 'https://git.example.com/p/blob/{revision}/{file}#L{line}';
      const commit = (revision: string) => git('rev-parse', revision).toString().trim();
      const linksOf = async (args: readonly string[], below = '') => {
        const { code, stdout, stderr } = await access(['matrix', '--format', 'html', ...args], { below });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        return [...new Set([...stdout.matchAll(/<a class="source" href="([^"]*)"/g)].map(([, address]) => address))];
      };
      const at = (revision: string, line: number) => [
        `https://git.example.com/p/blob/${commit(revision)}/schema/a.graphql#L${line}`,
        `https://git.example.com/p/blob/${commit(revision)}/schema/deep/%C3%BC%20b.gql#L2`,
        `https://git.example.com/p/blob/${commit(revision)}/schema/deep/%C3%BC%20b.gql#L3`,
      ];
      beforeEach(() => write('schema/a.graphql', ROLES, '', QUERY));

      test('as they are in the last commit, or were at the revision', async () => {
        expect(await linksOf(['--link', TEMPLATE])).toEqual(at('HEAD', 3));
        expect(await linksOf(['--link', TEMPLATE, '--schema', '.'], 'schema')).toEqual(at('HEAD', 3));
        expect(await linksOf(['--link', TEMPLATE, '--schema', 'HEAD~1:schema'], 'schema')).toEqual(at('HEAD~1', 2));
        expect(await linksOf(['--link', TEMPLATE, '--schema', 'HEAD~1:./'], 'schema')).toEqual(at('HEAD~1', 2));
        expect(await linksOf(['--link', 'http://localhost/{file}?{line}', '--schema', 'other.graphql'])).toEqual([
          'http://localhost/other.graphql?1',
        ]);
        expect(await linksOf([])).toEqual([]);
      });

      test('of both, where there is a base', async () => {
        write('schema/a.graphql', ROLES, '', '', QUERY.replace('@auth(role: ADMIN)', '@auth'));
        const links = await linksOf(['--link', TEMPLATE, '--base', 'HEAD~1']);
        expect(links).toEqual(expect.arrayContaining([at('HEAD', 4)[0], at('HEAD~1', 2)[0]]));
      });

      test('but not what no commit has; and nothing at all is refused', async () => {
        write('schema/new.graphql', 'extend type User { name: String }');
        expect(await linksOf(['--link', TEMPLATE])).toEqual(at('HEAD', 3));
        write('new/a.graphql', 'type Query { a: Int @public }');
        expect(await access(['matrix', '--format', 'html', '--link', TEMPLATE, '--schema', 'new'])).toEqual(
          refused(
            '--link: None of the files of the schema (new/a.graphql) is in the last commit of a git repository, so {revision} cannot be determined. Commit them first.',
          ),
        );
      });

      test('and nowhere but to a web page', async () => {
        const example = 'https://git.example.com/project/blob/{revision}/{file}#L{line}';
        const link = (template: string) => access(['matrix', '--format', 'html', '--link', template]);
        expect(await link('javascript:alert(1)//{file}')).toEqual(
          refused(`--link: Write an https or http address, like ${example}`),
        );
        expect(await link('https://x/{path}')).toEqual(
          refused('--link: Unknown placeholder {path}. Use {revision}, {file} and {line}.'),
        );
        expect(await access(['matrix', '--link', TEMPLATE])).toEqual(refused('--link is for --format html.'));
      });
    });

    test('a path goes before a revision of that name', async () => {
      write('trunk', 'type Query { path: Int @public }');
      expect(await placesOf(['--schema', 'trunk'])).toEqual(['Query.path trunk:1']);
    });
  });

  test('cannot be an option of git, and runs nothing', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    for (const place of ['--upload-pack=touch x', '-h', '$(touch x)', '; touch x', ':schema']) {
      const { code, stdout, stderr } = await access(['matrix', `--schema=${place}`]);
      expect({ code, stdout, stderr }).toEqual(
        expect.objectContaining({
          code: 2,
          stdout: '',
          stderr: expect.stringContaining(`There is no file or folder ${place}`),
        }),
      );
    }
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  test('that is nothing is named, with the mend', async () => {
    const mend = 'and no git revision with that name. Examples: schema, main, HEAD~1, main:schema.';
    expect(await access(['matrix'])).toEqual(refused(`There is no file or folder schema, ${mend}`));
    expect(await access(['matrix', '--schema', 'no/where'])).toEqual(
      refused(`There is no file or folder no/where, ${mend}`),
    );
    mkdirSync(join(folder, 'schema'));
    expect(await access(['matrix'])).toEqual(
      refused('schema contains no *.graphql or *.gql file. Name another folder.'),
    );
  });
});

test('mistakes in the SDL exit with 2', async () => {
  write('schema/a.graphql', ROLES, 'type Query {', '  a: Int @auth(role: BOSS)', '  b: Int @auth(owner: "x")', '}');
  expect(await access(['matrix'])).toEqual(
    refused(
      'schema/a.graphql:3 Query.a: There is no role BOSS. Choose from USER, ADMIN.',
      'schema/a.graphql:4 Query.b: owner cannot be used on Query, which has no object to compare with. Put it on the type that the field returns.',
    ),
  );
});

describe('portcullis access diff', () => {
  beforeEach(() => {
    write('old.graphql', ROLES, 'type Query { me: User @auth(role: ADMIN)  all: [User] @auth(role: ADMIN) }', ...USER);
    write('new.graphql', ROLES, QUERY, ...USER);
  });

  test('exits with 1 if something opened', async () => {
    expect(await built(['diff', 'old.graphql', 'new.graphql'])).toEqual({
      code: 1,
      signal: null,
      stderr: '',
      stdout: `Opened:
  Query.me, now to signed in, USER
    - role ADMIN   (old.graphql:2)
    + signed in   (new.graphql:2)

Reached by more viewers than before, although its own rules did not change:
  User.id, mail: now to signed in, USER, behind Query.me
`,
    });
    const { code, stdout } = await access(['diff', 'old.graphql', 'new.graphql', '--format', 'json']);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 1,
      opened: [{ coordinate: 'Query.me', why: 'rule' }],
    });
  });

  test('exits with 0 if nothing did', async () => {
    expect(await access(['diff', 'new.graphql', 'old.graphql'])).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: 'Nothing opened.\n\nTightened:\n  Query.me: signed in -> role ADMIN\n',
    });
  });

  test('exits with 2 if it cannot tell', async () => {
    expect(await access(['diff'])).toEqual(refused("error: missing required argument 'old'", HELP));
    expect(await access(['diff', 'old.graphql'])).toEqual(
      refused(
        'There is no file or folder schema, and no git revision with that name. Examples: schema, main, HEAD~1, main:schema.',
      ),
    );
    expect(await access(['diff', 'old.graphql', 'new.graphql', 'more.graphql'])).toMatchObject({ code: 2, stdout: '' });
    expect(await access(['diff', 'none.graphql', 'new.graphql'])).toMatchObject({ code: 2, stdout: '' });
  });
});

test('portcullis access diff has the schema of --schema as the new one', async () => {
  write('old.graphql', ROLES, QUERY, ...USER);
  write('new.graphql', ROLES, QUERY.replace('@auth ', '@auth(role: ADMIN) '), ...USER);
  expect(await access(['diff', 'old.graphql', '--schema', 'new.graphql'])).toMatchObject({
    code: 0,
    stdout: 'Nothing opened.\n\nTightened:\n  Query.me: signed in -> role ADMIN\n',
  });
  expect(await access(['diff', 'new.graphql', '--schema', 'old.graphql'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Query.me, now to signed in, USER'),
  });
});

describe('the scopes that a role brings', () => {
  const query = 'type Query { a: Int @auth(scopes: ["read"]) }';
  beforeEach(() => {
    write('old.graphql', ROLES, query);
    write('new.graphql', ROLES.replace('USER', 'USER @grants(scopes: ["read"])'), query);
  });

  test('have opened where it brings one more, with the line, and are tightened the other way', async () => {
    expect(await access(['diff', 'old.graphql', 'new.graphql'])).toEqual({
      code: 1,
      signal: null,
      stderr: '',
      stdout: `Opened:
  Role.USER, now to USER
    - no scope   (old.graphql:1)
    + scope read   (new.graphql:1)
  Role.ADMIN, now to ADMIN
    - no scope   (old.graphql:1)
    + scope read   (new.graphql:1)

Reached by more viewers than before, although its own rules did not change:
  Query.a: now to USER, ADMIN, behind Role.USER, Role.ADMIN
`,
    });
    expect(await access(['diff', 'new.graphql', 'old.graphql'])).toMatchObject({
      code: 0,
      stdout: 'Nothing opened.\n\nTightened:\n  Role.USER, ADMIN: scope read -> no scope\n',
    });
    const { stdout } = await access(['diff', 'old.graphql', 'new.graphql', '--format', 'json']);
    expect(JSON.parse(stdout).opened).toMatchObject([
      { coordinate: 'Role.USER', why: 'grants', after: { text: 'scope read', locations: ['new.graphql:1'] } },
      { coordinate: 'Role.ADMIN', why: 'grants' },
    ]);
  });

  test('are in the matrix', async () => {
    const schema = ['--schema', 'new.graphql'];
    expect((await access(['matrix', ...schema])).stdout).toMatch(
      /\n## Scopes that roles grant\n.*\n\| read +\| +\| +\| +✓ +\| +✓ +\| +\| Role\.USER new\.graphql:1 \|\n/s,
    );
    expect(JSON.parse((await access(['matrix', ...schema, '--format', 'json'])).stdout)).toMatchObject({
      scopes: [{ scope: 'read', grantedBy: [{ coordinate: 'Role.USER', location: 'new.graphql:1' }] }],
    });
  });

  test('are those of a viewer with the role, unless the token says others', async () => {
    const explain = (...args: readonly string[]) =>
      access(['explain', '--query', '-', '--schema', 'new.graphql', ...args], { stdin: '{ a }' });
    expect((await explain('--role', 'ADMIN')).stdout).toBe(
      'Signed in, roles ADMIN, scopes read.\n\nallowed  a  scope read  Query.a new.graphql:2\n',
    );
    const refusal = 'Signed in, roles ADMIN.\n\nrefused  a  needs scope read  Query.a new.graphql:2\n';
    expect((await explain('--role', 'ADMIN', '--claims', '{ "scope": "" }')).stdout).toBe(refusal);
    expect((await explain('--role', 'ADMIN', '--claims', '{ "iss": "https://idp.test/" }')).stdout).toBe(refusal);
  });

  test('need an enum of roles, as roles do', async () => {
    write('rank.graphql', 'enum Rank { A @grants(scopes: ["read"]) }', 'type Query { a: Int @auth(scopes: ["read"]) }');
    expect((await access(['matrix', '--schema', 'rank.graphql'])).stderr).toContain(
      'rank.graphql has no enum Role. Name the enum of its roles: --role-enum NAME.',
    );
    const named = ['matrix', '--schema', 'rank.graphql', '--role-enum', 'Rank'];
    expect((await access(named)).stdout).toContain('Rank.A rank.graphql:1');
  });
});

describe('portcullis access explain', () => {
  beforeEach(() => {
    write('schema/a.graphql', ROLES, QUERY, ...USER, 'type Mutation { drop(id: ID!): Int @auth(role: ADMIN) }');
    write('q.graphql', 'query Me { me { id mail } }', 'mutation Drop($id: ID!) { drop(id: $id) }');
  });
  const explain = (args: readonly string[], stdin?: string) =>
    access(['explain', ...args], stdin === undefined ? {} : { stdin });

  test('tells each path, and who decided', async () => {
    const me = ['--query', 'q.graphql', '--operation', 'Me'];
    expect(await explain(me)).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: 'Not signed in.\n\nrefused  me  needs signed in  Query.me schema/a.graphql:2\n',
    });
    expect((await explain([...me, '--role', 'USER'])).stdout).toBe(`Signed in, roles USER.

allowed  me       signed in    Query.me schema/a.graphql:2
allowed  me.id    no rule
depends  me.mail  if owner id  User.mail schema/a.graphql:5
`);
  });

  test('takes the query from standard input, and the token by its claims', async () => {
    const claims = '{ "sub": "u1", "roles": ["ADMIN"], "scope": "a b" }';
    expect((await explain(['--query', '-', '--claims', claims], '{ all { id } }')).stdout).toBe(
      `Signed in, roles ADMIN, scopes a, b.

allowed  all     role ADMIN  Query.all schema/a.graphql:2
allowed  all.id  no rule
`,
    );
    expect((await explain(['--query', '-', '--claims', '{}'], '{ all { id } }')).stdout).toBe(
      'Signed in.\n\nrefused  all  needs role ADMIN  Query.all schema/a.graphql:2\n',
    );
    const roles = ['--role', 'USER', '--role', 'ADMIN'];
    expect((await explain(['--query', '-', ...roles], '{ all { id } }')).stdout).toContain(
      'roles USER, ADMIN.\n\nallowed  all',
    );
  });

  test('takes variables', async () => {
    const drop = ['--query', 'q.graphql', '--operation', 'Drop', '--role', 'USER'];
    expect((await explain([...drop, '--variables', '{ "id": 1 }'])).stdout).toContain(
      'Nothing in this mutation runs: drop is certain to be refused.',
    );
    expect(await explain(drop)).toEqual(
      refused('--variables: Variable "$id" of required type "ID!" was not provided.'),
    );
  });

  test('exits with 2 if something is wrong with the query or the token', async () => {
    expect(await explain(['--query', '-'], '{ you\n me { name } }')).toEqual(
      refused(
        'standard input:1 Cannot query field "you" on type "Query".',
        'standard input:2 Cannot query field "name" on type "User".',
      ),
    );
    expect(await explain(['--query', 'q.graphql', '--operation', 'Me', '--claims', 'ey.ey.x'])).toEqual(
      refused('--claims: The value is not a JSON object. Write \'{ "name": "value" }\'.'),
    );
    expect(await explain([])).toEqual(refused("error: required option '--query <file>' not specified", HELP));
  });
});

test('portcullis access says what it can do', async () => {
  const { code, stdout } = await access(['--help']);
  expect(code).toBe(0);
  for (const command of ['matrix', 'diff', 'explain']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect(stdout).toContain('A schema is a file, a folder');
  expect(await access(['diff', '--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('portcullis access diff main\n'),
  });
});

test('portcullis access explain answers as the README shows', async () => {
  const { stdout } = await runCli(['access', 'explain', '--query', '-', '--role', 'USER'], {
    stdin: '{ me { email } }',
  });
  expect(readFileSync('README.md', 'utf8')).toContain(`\`\`\`\n${stdout}\`\`\`\n`);
});

describe('portcullis access export --router', () => {
  const LINK =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@requiresScopes"])';

  test('prints the SDL of a subgraph, and tells apart what is not in it', async () => {
    write('schema/a.graphql', ROLES, LINK, 'type Query { a: Int @auth(scopes: ["a"])  b: Int @auth(role: ADMIN) }');
    expect(await built(['export', '--router'])).toEqual({
      code: 0,
      signal: null,
      stdout: `${LINK}\n\ntype Query {\n  a: Int @requiresScopes(scopes: [["a"]])\n  b: Int\n}\n`,
      stderr: 'Only the subgraph itself enforces these:\n  Query.b: role ADMIN\n',
    });
  });

  test('prints nothing if it cannot be said', async () => {
    write('schema/a.graphql', ROLES, 'type Query { a: Int @auth(scopes: ["a"]) }');
    expect(await access(['export', '--router'])).toMatchObject({ code: 2, stdout: '' });
    expect(await access(['export'])).toMatchObject({ code: 2, stdout: '' });
  });
});
