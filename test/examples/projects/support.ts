import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import type { ServerOptions } from '../../../src/index.js';
import { createTestPlace, type Engine } from '../../support/databases.js';
import { type GraphqlRequest, type GraphqlResponse, request } from '../../support/graphql.js';
import { masterKey } from '../../support/master-key.js';
import { ADMIN, PASSWORD } from '../../support/server.js';

export const FOLDER = 'examples/projects';

/** The package as the example imports it: what was built. */
const PACKAGE = 'portcullis';

export interface Account {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly email: string;
}

export interface ProjectsServer {
  request(query: string, options?: GraphqlRequest): Promise<GraphqlResponse>;
  register(email: string): Promise<Account>;
  /** Whoever administers the server. */
  signInOperator(): Promise<Account>;
  /** The same account, with the tokens that a refresh brings. */
  refresh(account: Account): Promise<Account>;
  /** The statements on tables of the example, and of users, since the last call. */
  takeStatements(): readonly string[];
  close(): Promise<void>;
}

export async function readOptions(): Promise<ServerOptions> {
  return (await import(pathToFileURL(`${FOLDER}/portcullis.config.ts`).href)).default;
}

/** The server of the example, on a database of its own. */
export async function startProjects(engine: Engine = 'SQLite', change = (options: ServerOptions) => options) {
  const { createServer, loadConfig }: typeof import('../../../src/index.js') = await import(PACKAGE);
  const place = await createTestPlace(engine);
  const statements: string[] = [];
  const log = pino(
    { level: 'trace' },
    {
      write: (line: string) => {
        const { sql } = JSON.parse(line);
        if (/"(organizations|memberships|projects|tasks|users)"/.test(sql)) statements.push(sql);
      },
    },
  );
  const options = change(await readOptions());
  const env = { PORT: '0', DATA_DIR: place.dataDir, DATABASE_URL: place.url, MASTER_KEY: masterKey(7) };
  const config = loadConfig({
    modules: options.modules,
    env: {
      ...env,
      PUBLIC_URL: 'https://api.example.com',
      TOKEN_ALGORITHM: 'ES256',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    },
  });
  const server = createServer({ ...options, config, log, announce: () => {} });
  const { url } = await server.listen();
  const send = (query: string, sent?: GraphqlRequest) => request(url, query, sent);
  const accountOf = ({ data, errors }: GraphqlResponse, email: string): Account => {
    const [auth] = Object.values<{ auth?: Account } & Account>(data ?? {});
    if (!auth) throw new Error(JSON.stringify(errors));
    return { ...(auth.auth ?? auth), email };
  };
  const AUTH = 'accessToken refreshToken userId';
  return {
    request: send,
    register: async (email) => {
      const query = `mutation ($input: RegisterInput!) { register(input: $input) { auth { ${AUTH} } } }`;
      return accountOf(await send(query, { variables: { input: { email, password: PASSWORD } } }), email);
    },
    signInOperator: async () => {
      const query = `mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { ${AUTH} } }`;
      return accountOf(await send(query, { variables: ADMIN }), ADMIN.email);
    },
    refresh: async ({ refreshToken, email }) => {
      const query = `mutation ($refreshToken: String!) { refresh(refreshToken: $refreshToken) { ${AUTH} } }`;
      return accountOf(await send(query, { variables: { refreshToken } }), email);
    },
    takeStatements: () => statements.splice(0),
    close: async () => {
      await server.close();
      await place.remove();
    },
  } satisfies ProjectsServer;
}

/** Somebody who manages an organization with a project. */
export interface Team {
  readonly manager: Account;
  readonly organizationId: string;
  readonly projectId: string;
}

export async function createTeam(server: ProjectsServer, name: string): Promise<Team> {
  const founder = await server.register(`${name}@example.com`);
  const organizationId: string = (
    await run(server, founder, 'mutation ($name: String!) { createOrganization(name: $name) }', { name })
  ).createOrganization;
  const manager = await server.refresh(founder);
  const projectId = await createProject(server, { manager, organizationId }, `${name}'s`);
  return { manager, organizationId, projectId };
}

export async function createProject(
  server: ProjectsServer,
  { manager, organizationId }: Omit<Team, 'projectId'>,
  name: string,
): Promise<string> {
  const query =
    'mutation ($organizationId: ID!, $name: String!) { createProject(organizationId: $organizationId, name: $name) { id } }';
  return (await run(server, manager, query, { organizationId, name })).createProject.id;
}

export async function createTask(
  server: ProjectsServer,
  account: Account,
  projectId: string,
  title: string,
): Promise<string> {
  const query =
    'mutation ($projectId: ID!, $title: String!) { createTask(projectId: $projectId, title: $title, notes: "private") { id } }';
  return (await run(server, account, query, { projectId, title })).createTask.id;
}

/** Adds somebody to the team of the manager, and gives them the token that says so. */
export async function addMember(
  server: ProjectsServer,
  { manager, organizationId }: Team,
  email: string,
): Promise<Account> {
  const account = await server.register(email);
  const query =
    'mutation ($organizationId: ID!, $email: String!) { addMember(organizationId: $organizationId, email: $email) }';
  const { addMember } = await run(server, manager, query, { organizationId, email });
  if (addMember !== true) throw new Error(`${email} was not added.`);
  return server.refresh(account);
}

/** An operation that has to answer without an error. Returns its data. */
export async function run(
  server: ProjectsServer,
  { accessToken: token }: Pick<Account, 'accessToken'>,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<GraphqlResponse['data']> {
  const { data, errors } = await server.request(query, { token, variables });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data;
}

/** What came of an operation, and each error by its path and code. */
export async function ask(server: ProjectsServer, account: Account | null, query: string) {
  const { data, errors } = await server.request(query, account ? { token: account.accessToken } : {});
  return [data, errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.reason ?? extensions.code}`)];
}
