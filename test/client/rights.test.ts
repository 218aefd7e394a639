import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createRights, MeDocument, type Requirement } from '../../src/client/index.js';
import type { TypedDocument } from '../../src/typed-document.js';
import { ADMIN, PASSWORD } from '../support/server.js';
import { createWorld, TTL, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const SEARCH = 'query Search($search: String) { users(search: $search) { edges { cursor } } }';
const rights = createRights({
  requires: {
    Me: 'signedIn',
    Login: true,
    Search: { role: 'SUPPORT' },
    Rename: { any: [{ role: 'ADMIN' }, { owner: 'User.id' }] },
  },
  includedBy: { SUPPORT: ['ADMIN'] },
});
const search = parse(SEARCH) as TypedDocument<unknown, { search?: string }>;

describe('client.can', () => {
  test('follows who is signed in, and asks nobody', async () => {
    const client = world.connect({ rights });
    const verdicts = () => [
      client.can(parse('query Login { __typename }')),
      client.can(MeDocument),
      client.can(search),
      client.can(parse('mutation Rename { __typename }')),
    ];
    expect(verdicts()).toEqual([true, false, false, false]);
    await client.register({ email: 'rights@example.com', password: PASSWORD });
    expect(verdicts()).toEqual([true, true, false, 'depends']);
    await client.login(ADMIN);
    expect(verdicts()).toEqual([true, true, true, true]);
    expect(world.sent('Search') + world.sent('Me')).toBe(0);
    await client.logout();
    expect(verdicts()).toEqual([true, false, false, false]);
  });

  test('does as the server does', async () => {
    const client = world.connect({ rights });
    await client.register({ email: 'same@example.com', password: PASSWORD });
    expect(client.can(search)).toBe(false);
    await expect(client.request(search)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      path: ['users'],
      data: { users: null },
    });
    await client.login(ADMIN);
    expect(client.can(search)).toBe(true);
    await expect(client.request(search, { search: 'nobody' })).resolves.toEqual({ users: { edges: [] } });
  });

  test('does not know of a session from a visit before what it may, until the server has answered', async () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (name: string) => items.get(name) ?? null,
      setItem: (name: string, value: string) => void items.set(name, value),
      removeItem: (name: string) => void items.delete(name),
    };
    await world.connect({ storage }).login(ADMIN);
    let answer = () => {};
    world.network = async (send) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return send();
    };
    const client = world.connect({ storage, rights });
    const isReady = client.ready();
    while (!client.state.isSignedIn || world.sent('Refresh') === 0)
      await new Promise((resolve) => setTimeout(resolve, 1));
    expect([client.can(search), client.can(MeDocument), client.can(parse('query Login { a }'))]).toEqual([
      'depends',
      'depends',
      true,
    ]);
    world.network = (send) => send();
    answer();
    await isReady;
    expect(client.can(search)).toBe(true);
  });

  test('keeps what it knows while a token is renewed', async () => {
    const client = world.connect({ rights });
    await client.login(ADMIN);
    world.pass(TTL);
    expect(client.can(search)).toBe(true);
  });

  test('knows nothing without rights', async () => {
    const client = world.connect();
    await client.login(ADMIN);
    expect(client.can(search)).toBe('depends');
  });
});

describe('which operation it is', () => {
  const anyone = { isSignedIn: false };

  test.each<[string, Parameters<typeof rights.can>[1]]>([
    ['a document', parse(`fragment F on Query { me { id } } ${SEARCH}`)],
    ['a text', `\n  ${SEARCH}`],
    ['a text with a comment', `# a query of theirs\nquery Search { users { edges { cursor } } }`],
  ])('%s', (_name, document) => {
    expect(rights.can(anyone, document)).toBe(false);
  });

  test.each<[string, Parameters<typeof rights.can>[1], string]>([
    ['that is not among them', parse('query Others { me { id } }'), 'Others'],
    ['without a name', parse('{ me { id } }'), ''],
    ['named as what every object has', parse('query toString { me { id } }'), 'toString'],
    ['that is none', parse('fragment F on Query { me { id } }'), ''],
  ])('but not one %s', (_name, document, told) => {
    expect(() => rights.can(anyone, document)).toThrow(
      new TypeError(`The rights know no operation ${told}. Run code generation with its document.`),
    );
  });
});

describe('a viewer of any issuer', () => {
  const asked = (requirement: Requirement, claims: Readonly<Record<string, unknown>>, variables = {}) =>
    createRights({ requires: { A: requirement } }).can(
      { isSignedIn: true, viewer: { subject: 'u1', roles: [], scopes: ['a'], claims } },
      parse('query A { a }'),
      variables,
    );

  test.each<[string, Requirement, Readonly<Record<string, unknown>>, unknown]>([
    ['a claim', { claim: 'org', in: ['1'] }, { org: 1 }, true],
    ['another value', { claim: 'org', in: ['1'] }, { org: '2' }, false],
    ['a claim with several', { claim: 'org', in: ['1'] }, { org: [null, '1'] }, true],
    ['a claim that is only inherited', { claim: 'constructor', in: ['1'] }, {}, false],
    ['a claim that nothing is like', { claim: 'org', field: 'A.b' }, { org: {} }, false],
    ['a claim of the object', { claim: 'org', field: 'A.b' }, { org: '1' }, 'depends'],
    ['a scope', { scope: 'a' }, {}, true],
    ['another scope', { scope: 'b' }, {}, false],
    ['a role', { role: 'toString' }, {}, false],
  ])('%s', (_name, requirement, claims, verdict) => {
    expect(asked(requirement, claims)).toBe(verdict);
  });

  test.each<[unknown, unknown]>([
    [{ input: { org: 1 } }, true],
    [{ input: { org: '2' } }, false],
    [{ input: { org: null } }, false],
    [{ input: null }, false],
    [{ input: {} }, true],
    [{ input: { org: undefined } }, true],
    [{}, true],
  ])('a claim that is compared with what is sent: %j', (variables, verdict) => {
    expect(asked({ claim: 'org', variable: 'input.org', default: '1' }, { org: '1' }, variables as object)).toBe(
      verdict,
    );
  });
});
