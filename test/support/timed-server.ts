import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { expect } from '@jest/globals';
import type { Module } from '../../src/module/index.js';
import { createPasswords } from '../../src/modules/accounts/passwords.js';
import { insertUser, type User } from '../../src/modules/accounts/store.js';
import { createTestClock, type TestClock } from './clock.js';
import type { Engine, TestPlace } from './databases.js';
import type { GraphqlResponse } from './graphql.js';
import { requestFrom } from './request-from.js';
import { CHEAP_HASH, PASSWORD, startServer, type TestServer } from './server.js';
import { createServerPlace } from './server-place.js';
import { withDatabase } from './with-database.js';

export type Answer = Pick<GraphqlResponse, 'data' | 'errors'>;

/** How many people there are of a kind, unless it is said. Series take turns with them. */
export const PEOPLE = 400;

/** As long as `PASSWORD`. */
export const WRONG = PASSWORD.replace('horse', 'mouse');

export interface TimedServerOptions {
  readonly engine: Engine;
  readonly env?: Readonly<Record<string, string>>;
  readonly hashes?: 'cheap' | 'as built';
  readonly accounts?: Module;
}

/** A server as it is in production, with its limits, asked on one connection by a proxy that it trusts. */
export interface TimedServer {
  readonly server: TestServer;
  readonly place: TestPlace;
  /** It stands still unless it is told, so that what is locked stays so. */
  readonly clock: TestClock;
  /** Asks from this address; by default from one that nobody has come from. */
  ask(query: string, variables: Readonly<Record<string, unknown>>, from?: string): Promise<Answer>;
  /** Makes accounts of a kind with `PASSWORD`. Their ids. */
  addPeople(kind: string, changes?: Partial<User>, count?: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startTimedServer({ engine, env, ...options }: TimedServerOptions): Promise<TimedServer> {
  const place = await createServerPlace(engine);
  const clock = createTestClock();
  const server = await startServer({
    ...options,
    place,
    clock: clock.now,
    logLevel: 'info',
    // Each series has more than a server should take in a minute.
    env: { RATE_LIMITS: 'on', TRUSTED_PROXIES: 'loopback', RATE_LIMIT_SIGN_IN_OVERALL: '1000000/1m', ...env },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cost = options.hashes === 'as built' ? undefined : CHEAP_HASH;
  const passwordHash = await createPasswords(randomBytes, undefined, cost).hash(PASSWORD, undefined);
  let networks = 0;
  const newAddress = () => {
    networks += 1;
    return `10.${networks >> 16}.${(networks >> 8) & 255}.${networks & 255}`;
  };
  return {
    server,
    place,
    clock,
    ask: (query, variables, from = newAddress()) =>
      requestFrom(server, { agent, forwardedFor: from }, { query, variables }),
    addPeople: (kind, changes, count = PEOPLE) =>
      withDatabase(place, (database) =>
        database.transaction(async ({ query }) => {
          const ids: string[] = [];
          for (let index = 0; index < count; index += 1) {
            const user = { ...userOf(kind, index), passwordHash, createdAt: clock.now(), ...changes };
            await insertUser(query, user);
            ids.push(user.id);
          }
          return ids;
        }),
      ),
    close: async () => {
      agent.destroy();
      await server.close();
      await place.remove();
    },
  };
}

/** The address of one of a kind, be there an account or not: all are of one length. */
export function emailOf(kind: string, index: number, count = PEOPLE): string {
  return `${kind.padEnd(12, '-')}${String(index % count).padStart(4, '0')}@example.com`;
}

function userOf(kind: string, index: number): Omit<User, 'passwordHash' | 'createdAt'> {
  return {
    id: randomBytes(16).toString('hex'),
    email: emailOf(kind, index, Number.POSITIVE_INFINITY),
    name: null,
    roles: ['USER'],
    disabled: false,
    emailVerified: true,
    version: 1,
  };
}

/** The one error of an answer. */
export function expectCode(code: string): (answer: Answer) => void {
  return ({ errors }) => expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
}

/** The answer has one field, without an error. */
export function expectSame(field: string, value: unknown): (answer: Answer) => void {
  return ({ data, errors }) => expect({ data, errors }).toEqual({ data: { [field]: value }, errors: [] });
}
