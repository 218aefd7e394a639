import { beforeEach, describe, expect, test } from '@jest/globals';
import { execute, parse, subscribe } from 'graphql';
import type { ToldRefusal } from '../../../src/access/index.js';
import {
  allowed,
  anonymous,
  anonymousBecause,
  answerOf,
  as,
  ask,
  checked,
  forbidden,
  type Options,
  scene,
  unauthenticated,
} from '../support.js';

const BODY = `
  enum Level { LOW HIGH @auth(role: ADMIN) }
  interface Node { id: ID secret: String }
  type Doc implements Node { id: ID secret: String @auth(role: ADMIN) mine: String @auth(owner: "id") }
  type Pic implements Node { id: ID secret: String @auth(role: EDITOR) }
  type Sealed @auth(policy: "may") { a: Int b: Int }
  type Query {
    ok: Int @public
    admin: Int @auth(role: ADMIN)
    later: Int @auth(policy: "later")
    set(x: Int @auth(role: ADMIN)): Int @public
    docs: [Doc] @public
    node: Node @public
    nodes: [Node] @public
    sealed: [Sealed] @public
    levels: [Level] @public
    must: Int! @auth(role: ADMIN)
    self: Query @public
    wiper: Mutation @public
  }
  type Mutation { ping: Int @public wipe: Int @auth(role: ADMIN) doc: Doc @public mine: Doc @auth(policy: "may") }`;

let ran: string[] = [];
let told: ToldRefusal[] = [];
let asked = 0;
beforeEach(() => {
  ran = [];
  told = [];
  asked = 0;
});

const run = (name: string, value: unknown) => () => {
  ran.push(name);
  return value;
};
const doc = (id: string) => ({ __typename: 'Doc', id, secret: 's', mine: 'm' });
const resolvers = {
  Query: {
    ok: run('ok', 1),
    admin: run('admin', 2),
    later: run('later', 3),
    set: run('set', 4),
    docs: run('docs', [doc('u1'), doc('u2'), doc('u3')]),
    node: run('node', { __typename: 'Pic', id: 'p', secret: 's' }),
    nodes: run('nodes', [doc('u1'), { __typename: 'Pic', id: 'p', secret: 's' }]),
    sealed: run('sealed', [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]),
    levels: run('levels', ['HIGH', 'LOW', 'HIGH']),
    must: run('must', 5),
    self: run('self', {}),
    wiper: run('wiper', {}),
  },
  Mutation: { ping: run('ping', 1), wipe: run('wipe', 2), doc: run('doc', doc('u2')), mine: run('mine', doc('u1')) },
};
const policies = {
  may: () => {
    asked += 1;
    return false;
  },
  later: async () => false,
};

const onRefusal = (refusal: ToldRefusal) => told.push(refusal);
const start = (options: Options = {}) => scene(BODY, resolvers, { policies, onRefusal, ...options }).guarded;
const places = () => told.map(({ path, coordinate }) => `${path.join('.')} ${coordinate}`);

const user = as('u1', 'USER');
const admin = as('u2', 'ADMIN');
const editor = as('u3', 'EDITOR');

describe('onDenied: partial', () => {
  const guarded = start();

  test('answers the rest of a query, and is the default', async () => {
    const answer = { data: { ok: 1, admin: null }, errors: [forbidden('admin')] };
    expect(await ask(guarded, '{ ok admin }', user)).toEqual(answer);
    expect(await ask(start({ onDenied: 'partial' }), '{ ok admin }', user)).toEqual(answer);
    expect(ran).toEqual(['ok', 'ok']);
  });

  test('tells of each place once, however many objects are there', async () => {
    await ask(guarded, '{ docs { secret mine x: secret } again: docs { secret } levels }', user);
    expect(places()).toEqual([
      'docs.secret Doc.secret',
      'docs.x Doc.secret',
      'docs.mine Doc.mine',
      'again.secret Doc.secret',
      'levels Query.levels',
    ]);
    expect(told[0]).toEqual({
      path: ['docs', 'secret'],
      coordinate: 'Doc.secret',
      code: 'FORBIDDEN',
      reason: null,
      viewer: user,
    });
  });

  test('tells again in the next operation, and of an anonymous viewer why', async () => {
    await ask(guarded, '{ admin }', user);
    await ask(guarded, '{ admin }', anonymousBecause('TOKEN_REVOKED'));
    expect(told.map(({ code, reason, viewer }) => [code, reason, viewer?.subject])).toEqual([
      ['FORBIDDEN', null, 'u1'],
      ['UNAUTHENTICATED', 'TOKEN_REVOKED', null],
    ]);
  });

  test('tells nothing where nothing is refused', async () => {
    expect(await ask(guarded, '{ ok admin docs { secret } levels }', admin)).toMatchObject({ errors: [] });
    expect(told).toEqual([]);
  });

  test('of a mutation tells what is refused, and not what is held back', async () => {
    await ask(guarded, 'mutation { ping wipe doc { secret } }', user);
    expect(places()).toEqual(['wipe Mutation.wipe', 'doc.secret Doc.secret']);
    expect(ran).toEqual([]);
  });

  test('of a mutation that runs tells what its objects refuse', async () => {
    expect(await ask(guarded, 'mutation { ping doc { mine } }', user)).toEqual({
      data: { ping: 1, doc: { mine: null } },
      errors: [forbidden('doc.mine')],
    });
    expect(places()).toEqual(['doc.mine Doc.mine']);
  });
});

describe('onDenied: reject', () => {
  const guarded = start({ onDenied: 'reject' });
  const NOT_RUN = (path: string, code = 'FORBIDDEN') => ({ path, code, reason: 'NOT_RUN' });

  test.each<[string, string, unknown]>([
    ['a root field', '{ ok admin }', { data: { ok: null, admin: null }, errors: [NOT_RUN('ok'), forbidden('admin')] }],
    [
      'a field below',
      '{ ok docs { id secret } }',
      { data: { ok: null, docs: null }, errors: [NOT_RUN('ok'), forbidden('docs.secret')] },
    ],
    [
      'a field of each type',
      '{ ok node { secret } }',
      { data: { ok: null, node: null }, errors: [NOT_RUN('ok'), forbidden('node.secret')] },
    ],
    [
      'a field of the query itself, further down',
      '{ ok self { self { admin } } }',
      { data: { ok: null, self: null }, errors: [NOT_RUN('ok'), forbidden('self.self.admin')] },
    ],
    ['an argument', '{ ok set(x: 1) }', { data: { ok: null, set: null }, errors: [NOT_RUN('ok'), forbidden('set')] }],
    ['what cannot be null', '{ ok must }', { data: null, errors: [NOT_RUN('ok'), forbidden('must')] }],
  ])('nothing of a query runs that is refused %s', async (_what, query, answer) => {
    expect(await ask(guarded, query, user)).toEqual(answer);
    expect(ran).toEqual([]);
    expect(asked).toBe(0);
    await ask(guarded, query, as('u1', 'ADMIN', 'EDITOR'));
    expect(ran.length).toBeGreaterThan(1);
  });

  test('nothing runs for an anonymous viewer, who learns why', async () => {
    expect(await ask(guarded, '{ admin ok }', anonymous)).toEqual({
      data: { admin: null, ok: null },
      errors: [unauthenticated('admin'), NOT_RUN('ok', 'UNAUTHENTICATED')],
    });
    expect(ran).toEqual([]);
    expect(places()).toEqual(['admin Query.admin']);
  });

  test('what is not certain is decided while it runs', async () => {
    expect(await ask(guarded, '{ ok docs { mine } sealed { a } later levels }', user)).toEqual({
      data: {
        ok: 1,
        docs: [{ mine: 'm' }, { mine: null }, { mine: null }],
        sealed: [{ a: null }, { a: null }],
        later: null,
        levels: [null, 'LOW', null],
      },
      errors: expect.arrayContaining([
        forbidden('docs.1.mine'),
        forbidden('docs.2.mine'),
        forbidden('sealed.0.a'),
        forbidden('sealed.1.a'),
        forbidden('later'),
        forbidden('levels.0'),
        forbidden('levels.2'),
      ]),
    });
    expect(await ask(guarded, '{ ok node { ... on Doc { secret } } }', user)).toEqual(allowed({ ok: 1, node: {} }));
  });

  test('what is allowed runs, also below a mutation that a query reaches', async () => {
    expect(await ask(guarded, '{ ok admin wiper { wipe } }', admin)).toEqual(
      allowed({ ok: 1, admin: 2, wiper: { wipe: 2 } }),
    );
    ran = [];
    expect(await ask(guarded, '{ ok wiper { wipe } }', user)).toMatchObject({ data: { ok: null, wiper: null } });
    expect(ran).toEqual([]);
  });

  test('a query that is too large is held back, an admin included', async () => {
    const document = parse(`{ ok ${Array.from({ length: 20_001 }, () => 'ok').join(' ')} }`);
    const answer = answerOf(await execute({ schema: guarded, document, contextValue: { viewer: admin } }));
    expect(answer).toEqual({ data: { ok: null }, errors: [{ path: 'ok', code: 'BAD_USER_INPUT' }] });
    expect(ran).toEqual([]);
  });

  test('is asked of each request with one document', async () => {
    const document = checked(guarded, 'query ($b: Boolean!) { ok admin @skip(if: $b) }');
    const answer = async (viewer: typeof user, b: boolean) =>
      answerOf(await execute({ schema: guarded, document, contextValue: { viewer }, variableValues: { b } })).data;
    expect(await answer(user, false)).toEqual({ ok: null, admin: null });
    expect(await answer(user, true)).toEqual({ ok: 1 });
    expect(await answer(admin, false)).toEqual({ ok: 1, admin: 2 });
    expect(await answer(user, false)).toEqual({ ok: null, admin: null });
  });
});

describe('a dry run', () => {
  const guarded = start({ dryRun: true });
  const rejecting = start({ dryRun: true, onDenied: 'reject' });

  test.each<[string, string, unknown, readonly string[]]>([
    [
      'what the token refuses',
      '{ ok admin must }',
      { ok: 1, admin: 2, must: 5 },
      ['admin Query.admin', 'must Query.must'],
    ],
    ['what an argument does', '{ set(x: 1) }', { set: 4 }, ['set Query.set']],
    [
      'what the owner does',
      '{ docs { mine } }',
      { docs: [{ mine: 'm' }, { mine: 'm' }, { mine: 'm' }] },
      ['docs.mine Doc.mine'],
    ],
    [
      'what the policy of a type does',
      '{ sealed { a b } }',
      {
        sealed: [
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ],
      },
      ['sealed.a Sealed.a', 'sealed.b Sealed.b'],
    ],
    ['what a policy does later', '{ later }', { later: 3 }, ['later Query.later']],
    ['what a value does', '{ levels }', { levels: ['HIGH', 'LOW', 'HIGH'] }, ['levels Query.levels']],
    [
      'what one type does',
      '{ nodes { secret } }',
      { nodes: [{ secret: 's' }, { secret: 's' }] },
      ['nodes.secret Doc.secret'],
    ],
  ])('refuses nothing, and tells %s', async (_what, query, data, expected) => {
    for (const schema of [guarded, rejecting]) {
      told = [];
      expect(await ask(schema, query, user)).toEqual(allowed(data));
      expect(places()).toEqual(expected);
      expect(told[0]).toMatchObject({ code: 'FORBIDDEN', reason: null, viewer: user });
    }
  });

  test('tells a mutation once, what is certain first', async () => {
    expect(await ask(guarded, 'mutation { doc { mine secret } ping wipe mine { id } }', user)).toEqual(
      allowed({ doc: { mine: 'm', secret: 's' }, ping: 1, wipe: 2, mine: { id: 'u1' } }),
    );
    expect(places()).toEqual([
      'doc.secret Doc.secret',
      'wipe Mutation.wipe',
      'doc.mine Doc.mine',
      'mine Mutation.mine',
    ]);
  });

  test('tells of an anonymous viewer too', async () => {
    expect(await ask(guarded, '{ ok admin later }', anonymous)).toEqual(allowed({ ok: 1, admin: 2, later: 3 }));
    expect(told.map(({ code, reason }) => [code, reason])).toEqual([
      ['UNAUTHENTICATED', 'TOKEN_MISSING'],
      ['UNAUTHENTICATED', 'TOKEN_MISSING'],
    ]);
  });

  test('tells nothing where nothing would be refused', async () => {
    expect(await ask(guarded, 'mutation { ping wipe doc { secret } }', admin)).toMatchObject({ errors: [] });
    expect(told).toEqual([]);
  });

  test('lets what is too large run', async () => {
    const text = `mutation { ping doc { ${Array.from({ length: 20_001 }, () => 'id').join(' ')} } }`;
    const document = parse(text);
    const answer = answerOf(await execute({ schema: guarded, document, contextValue: { viewer: user } }));
    expect(answer).toEqual(allowed({ ping: 1, doc: { id: 'u2' } }));
  });

  test('goes on, though the viewer cannot be found out, and though nobody can be told', async () => {
    const failures: unknown[] = [];
    const options: Options = {
      dryRun: true,
      policies,
      onFailure: failures.push.bind(failures),
      onRefusal: () => {
        throw new Error('no log');
      },
    };
    const { guarded: schema } = scene(BODY, resolvers, options);
    const answer = await execute({ schema, document: parse('{ admin }'), contextValue: undefined });
    expect(answerOf(answer)).toEqual(allowed({ admin: 2 }));
    expect(failures).toEqual([expect.any(TypeError), new Error('no log')]);
  });
});

test('what is told and thrown changes no decision', async () => {
  const onRefusalThrows = () => {
    throw new Error('no log');
  };
  const failures: unknown[] = [];
  const guarded = start({ onRefusal: onRefusalThrows, onFailure: failures.push.bind(failures) });
  expect(await ask(guarded, '{ ok admin }', user)).toEqual({
    data: { ok: 1, admin: null },
    errors: [forbidden('admin')],
  });
  expect(await ask(guarded, 'mutation { wipe }', user)).toEqual({ data: { wipe: null }, errors: [forbidden('wipe')] });
  expect(ran).toEqual(['ok']);
  expect(failures).toEqual([new Error('no log'), new Error('no log')]);
});

test('an editor sees of an interface what its types let him', async () => {
  expect(await ask(start(), '{ nodes { secret } }', editor)).toEqual({
    data: { nodes: [{ secret: null }, { secret: 's' }] },
    errors: [forbidden('nodes.0.secret')],
  });
});

test('a subscription whose field has a rule of its own ends with the token; one that asks nothing does not', async () => {
  const body = `
    type Query { ok: Int @public }
    type Subscription { own: Int @auth open: Int @public arg(x: Int @auth): Int @public }`;
  const source = () => {
    const iterator = { next: async () => ({ done: false, value: { own: 1, open: 1, arg: 1 } }) };
    return { [Symbol.asyncIterator]: () => iterator };
  };
  const fields = ['own', 'open', 'arg'];
  const { guarded } = scene(
    body,
    {
      Subscription: Object.fromEntries(fields.map((name) => [name, { subscribe: source }])),
    },
    { now: () => time },
  );
  let time = 0;
  const viewer = { ...user, expiresAt: 10 };
  const results: unknown[] = [];
  for (const name of ['own', 'open', 'arg(x: 1)']) {
    time = 0;
    const stream = await subscribe({
      schema: guarded,
      document: checked(guarded, `subscription { x: ${name} }`),
      contextValue: { viewer },
    });
    if (!('next' in stream)) throw new Error('The subscription did not begin.');
    const first = await stream.next();
    if (first.done === true) throw new Error('There was no event.');
    time = 10_000;
    const second = await stream.next();
    results.push([answerOf(first.value), second.done === true ? 'over' : answerOf(second.value)]);
    await stream.return?.();
  }
  expect(results).toEqual([
    [allowed({ x: 1 }), 'over'],
    [allowed({ x: 1 }), allowed({ x: 1 })],
    // What was sent is no longer allowed, so its events are refused one by one.
    [allowed({ x: 1 }), { data: { x: null }, errors: [unauthenticated('x', 'TOKEN_EXPIRED')] }],
  ]);
});
