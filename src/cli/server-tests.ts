import { print } from 'graphql';
import { type Observation, observing } from '../access/index.js';
import type { CompiledSchema } from '../access/report/index.js';
import { type Got, gotError, type Identity, type Runner, type TestFile, variablesOf } from '../access/test/index.js';
import type { Client } from '../client/index.js';
import { StartupError } from '../errors.js';
import { createSchema } from '../server/schema/schema.js';
import { createTestServer, type TestServer } from '../testing/index.js';
import { type ProjectOptions, readProject } from './project.js';

/** The server of the project, for test files that need it. */
export interface ServerTests {
  readonly compiled: CompiledSchema;
  /** Starts a server with an empty database for one file. */
  open(testFile: TestFile): Promise<Runner>;
}

export interface ServerTestOptions extends ProjectOptions {
  /** Variables of the server: `NAME=value`. */
  readonly env?: readonly string[] | undefined;
}

export async function readServerTests({ config, env = [] }: ServerTestOptions): Promise<ServerTests> {
  const { file: _file, readConfig: _readConfig, ...options } = await readProject({ config });
  const variables = readVariables(env);
  const { schema, table } = createSchema(options.modules, {
    roles: options.roles,
    onWarning: () => {},
    onFailure: () => {},
  });
  return {
    compiled: { schema, table },
    open: async (testFile) => {
      const observations: Observation[] = [];
      const server = await createTestServer({
        ...options,
        env: variables,
        [observing]: (observation: Observation) => observations.push(observation),
      });
      try {
        return await createServerRunner(server, testFile, observations);
      } catch (error) {
        await server.close();
        throw error;
      }
    },
  };
}

async function createServerRunner(
  server: TestServer,
  { viewers }: TestFile,
  observations: Observation[],
): Promise<Runner> {
  const clients = new Map<string, Client>();
  for (const identity of viewers.values()) clients.set(keyOf(identity), await signIn(server, identity, null));
  const subjectOf = (name: string) => {
    const identity = viewers.get(name);
    return identity ? userOf(clients.get(keyOf(identity))) : null;
  };
  const clientOf = async (identity: Identity) => {
    const known = clients.get(keyOf(identity));
    if (known) return known;
    const isOf = identity.reason === null && identity.name !== null ? subjectOf(identity.name) : null;
    const client = await signIn(server, identity, isOf);
    clients.set(keyOf(identity), client);
    return client;
  };
  return {
    subjectOf,
    run: async (operation, resolve): Promise<Got> => {
      const client = await clientOf(operation.viewer);
      observations.length = 0;
      const request = { query: print(operation.document), variables: variablesOf(operation, resolve) };
      const { data = null, errors = [] } = await client.execute(request);
      return {
        data: data as Got['data'],
        errors: errors.map(gotError),
        ran: undefined,
        observations: [...observations],
        notes: [],
      };
    },
    close: () => server.close(),
  };
}

/** Without a subject it is a new account, unless it is a viewer with other rights. */
async function signIn(server: TestServer, identity: Identity, subject: string | null): Promise<Client> {
  if (identity.reason !== null) return server.connect();
  const { roles, scopes, claims, sub = subject ?? undefined } = identity;
  return server.as({
    // A token of a subject has the roles that are written; an account has one at least.
    ...((roles.length > 0 || sub !== undefined) && { roles }),
    ...(scopes && { scopes }),
    ...(claims && { claims: claims as NonNullable<Parameters<TestServer['as']>[0]>['claims'] & object }),
    ...(sub !== undefined && { sub }),
  });
}

function userOf(client: Client | undefined): string | null {
  return client?.state.isSignedIn ? client.state.userId : null;
}

function keyOf(identity: Identity): string {
  return JSON.stringify(identity);
}

/** What would have tests write to data that is there already, or reach somebody outside. */
const NEVER: readonly string[] = ['DATABASE_URL', 'DATA_DIR', 'SMTP_URL', 'TRUSTED_ISSUERS'];

function readVariables(env: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    env.map((text) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
      // Without the value, which may be a secret.
      if (name === '') throw new StartupError(['--env: Write NAME=value.']);
      if (NEVER.includes(name))
        throw new StartupError([
          `--env: Leave ${name} out. Tests run on an empty database of their own, send no mail and reach no other issuer.`,
        ]);
      return [name, value];
    }),
  );
}
