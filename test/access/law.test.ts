import { describe, expect, jest, test } from '@jest/globals';
import { allowed, anonymous, as, ask, forbidden, type Scene, scene, unauthenticated } from './support.js';

const thing = { id: 'u1', a: 1, b: 2 };
const rootValue = { thing };

/** What `query` answers to each viewer: the unprotected schema says what there is to see. */
async function answers(
  { open, guarded }: Scene,
  query: string,
): Promise<Record<'open' | 'user' | 'editor' | 'admin' | 'owner', unknown>> {
  const dataFor = async (viewer: ReturnType<typeof as>) => (await ask(guarded, query, viewer, rootValue)).data;
  return {
    open: (await ask(open, query, anonymous, rootValue)).data,
    user: await dataFor(as('u2', 'USER')),
    editor: await dataFor(as('u2', 'EDITOR')),
    admin: await dataFor(as('u2', 'ADMIN')),
    owner: await dataFor(as('u1')),
  };
}

const query = '{ thing { id a } }';
const seen = { thing: { id: 'u1', a: 1 } };
const hidden = { thing: { id: 'u1', a: null } };
const none = { thing: null };

const root = 'type Query { thing: Thing @auth }';

describe('everything ANDs', () => {
  test('the parts of one directive', async () => {
    const both = scene(`${root} type Thing { id: ID a: Int @auth(role: EDITOR, owner: "id") }`);
    expect(await answers(both, query)).toEqual({
      open: seen,
      user: hidden,
      editor: hidden,
      admin: hidden,
      owner: hidden,
    });
    expect(await ask(both.guarded, query, as('u1', 'EDITOR'), rootValue)).toEqual(allowed(seen));
  });

  test('role and anyOf of one directive', async () => {
    const both = scene(
      `${root} type Thing { id: ID a: Int @auth(role: USER, anyOf: [{ role: ADMIN }, { owner: "id" }]) }`,
    );
    expect(await answers(both, query)).toEqual({
      open: seen,
      user: hidden,
      editor: hidden,
      admin: seen,
      owner: hidden,
    });
    expect(await ask(both.guarded, query, as('u1', 'USER'), rootValue)).toEqual(allowed(seen));
  });

  test('several directives on one field', async () => {
    const both = scene(`${root} type Thing { id: ID a: Int @auth(role: EDITOR) @auth(role: SUPPORT) }`);
    expect(await answers(both, query)).toEqual({
      open: seen,
      user: hidden,
      editor: hidden,
      admin: hidden,
      owner: hidden,
    });
    expect(await ask(both.guarded, query, as('u2', 'EDITOR', 'SUPPORT'), rootValue)).toEqual(allowed(seen));
  });

  test('several directives on one type', async () => {
    const both = scene(`type Query { thing: Int @auth } extend type Query @auth(role: EDITOR) @auth(role: SUPPORT)`);
    const numbers = { thing: 7 };
    expect(await ask(both.guarded, '{ thing }', as('u1', 'EDITOR'), numbers)).toEqual({
      data: { thing: null },
      errors: [forbidden('thing')],
    });
    expect(await ask(both.guarded, '{ thing }', as('u1', 'EDITOR', 'SUPPORT'), numbers)).toEqual(allowed(numbers));
  });

  test('a weak field rule does not loosen the rule of its type', async () => {
    const both = scene(
      `${root} type Thing @auth(owner: "id") { id: ID @auth a: Int @auth(anyOf: [{ role: USER }, { owner: "id" }]) }`,
    );
    const neither = { thing: { id: null, a: null } };
    expect(await answers(both, query)).toEqual({
      open: seen,
      user: neither,
      editor: neither,
      admin: neither,
      owner: seen,
    });
  });

  test('the rule of the type holds for fields without one of their own', async () => {
    const both = scene(`${root} type Thing @auth(owner: "id") { id: ID a: Int }`);
    const neither = { thing: { id: null, a: null } };
    expect(await answers(both, query)).toEqual({
      open: seen,
      user: neither,
      editor: neither,
      admin: neither,
      owner: seen,
    });
  });

  test('an extension tightens the whole type, and its fields are under the rule of the type', async () => {
    const split = scene(`
      ${root}
      type Thing @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) { id: ID }
      extend type Thing @auth(anyOf: [{ role: USER }, { owner: "id" }]) { a: Int }
      extend type Thing { b: Int @auth(role: USER) }
    `);
    const wide = '{ thing { id a b } }';
    const neither = { thing: { id: null, a: null, b: null } };
    expect(await answers(split, wide)).toEqual({
      open: { thing },
      user: neither,
      editor: neither,
      admin: { thing },
      owner: { thing: { ...thing, b: null } },
    });
  });
});

describe('anyOf', () => {
  test('one alternative is enough', async () => {
    const either = scene(`${root} type Thing { id: ID a: Int @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) }`);
    expect(await answers(either, query)).toEqual({
      open: seen,
      user: hidden,
      editor: hidden,
      admin: seen,
      owner: seen,
    });
    expect(await ask(either.guarded, query, as('u2', 'USER'), rootValue)).toEqual({
      data: hidden,
      errors: [forbidden('thing.a')],
    });
  });

  test('the parts of one alternative hold together', async () => {
    const either = scene(
      `${root} type Thing { id: ID a: Int @auth(anyOf: [{ role: EDITOR, owner: "id" }, { role: ADMIN }]) }`,
    );
    expect(await answers(either, query)).toEqual({
      open: seen,
      user: hidden,
      editor: hidden,
      admin: seen,
      owner: hidden,
    });
    expect(await ask(either.guarded, query, as('u1', 'EDITOR'), rootValue)).toEqual(allowed(seen));
  });

  test('an alternative whose role is missing does not lend its owner to another', async () => {
    const either = scene(
      `${root} type Thing { id: ID b: ID a: Int @auth(anyOf: [{ role: EDITOR, owner: "id" }, { owner: "b" }]) }`,
    );
    expect(await answers(either, query)).toEqual({
      open: seen,
      user: hidden,
      editor: hidden,
      admin: hidden,
      owner: hidden,
    });
    expect(await ask(either.guarded, query, as('u1', 'EDITOR'), rootValue)).toEqual(allowed(seen));
    expect(await ask(either.guarded, query, as('2'), rootValue)).toEqual(allowed(seen));
  });

  test('one rule without a list is a list of one', async () => {
    const either = scene(`${root} type Thing { id: ID a: Int @auth(anyOf: { role: EDITOR }) }`);
    expect(await answers(either, query)).toEqual({
      open: seen,
      user: hidden,
      editor: seen,
      admin: hidden,
      owner: hidden,
    });
  });

  test('two anyOf both hold: who owns by one of them alone is refused', async () => {
    const two = scene(
      'type Query { thing: Thing @auth } type Thing { id: ID b: ID a: Int @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) @auth(anyOf: [{ role: ADMIN }, { owner: "b" }]) }',
    );
    const ask2 = (id: string, b: string, viewer = as('u1')) =>
      ask(two.guarded, query, viewer, { thing: { id, b, a: 1 } });
    expect((await ask2('u1', 'u1')).data).toEqual({ thing: { id: 'u1', a: 1 } });
    expect(await ask2('u1', 'u2')).toEqual({ data: { thing: { id: 'u1', a: null } }, errors: [forbidden('thing.a')] });
    expect(await ask2('u2', 'u1')).toEqual({ data: { thing: { id: 'u2', a: null } }, errors: [forbidden('thing.a')] });
    expect((await ask2('u2', 'u2', as('u1', 'ADMIN'))).data).toEqual({ thing: { id: 'u2', a: 1 } });
  });
});

describe('the type returned', () => {
  const resolver = jest.fn(() => thing);

  async function askWithSpy(body: string, viewer: ReturnType<typeof as>) {
    resolver.mockClear();
    const answer = await ask(scene(body, { Query: { thing: resolver } }).guarded, '{ thing { a } }', viewer);
    return { ...answer, calls: resolver.mock.calls.length };
  }

  const found = { data: { thing: { a: 1 } }, errors: [] };
  const stopped = { data: none, errors: [forbidden('thing')], calls: 0 };

  test('its resolver never runs for who may not see the type', async () => {
    const body = `${root} type Thing @auth(role: ADMIN) { id: ID a: Int }`;
    expect(await askWithSpy(body, as('u1', 'ADMIN'))).toEqual({ ...found, calls: 1 });
    expect(await askWithSpy(body, as('u1', 'USER'))).toEqual(stopped);
  });

  test('nor if the field is public', async () => {
    const body = 'type Query { thing: Thing @public } type Thing @auth(role: ADMIN) { id: ID a: Int }';
    expect(await askWithSpy(body, as('u1', 'ADMIN'))).toEqual({ ...found, calls: 1 });
    expect(await askWithSpy(body, anonymous)).toEqual({ ...stopped, errors: [unauthenticated('thing')] });
  });

  test('nor if it is an interface, or said in an extension', async () => {
    const body = (mark: string, extension: string) =>
      `type Query { thing: Any @public } interface Any ${mark} { a: Int } type Thing implements Any { a: Int } ${extension}`;
    for (const sdl of [body('@auth(role: ADMIN)', ''), body('', 'extend interface Any @auth(role: ADMIN)')]) {
      expect(await askWithSpy(sdl, as('u1', 'USER'))).toEqual(stopped);
      expect((await askWithSpy(sdl, as('u1', 'ADMIN'))).calls).toBe(1);
    }
    expect((await askWithSpy(body('@auth', ''), anonymous)).calls).toBe(0);
  });

  test('an anyOf that only the object decides lets it run; the token half of a mixed rule does not', async () => {
    const either = `${root} type Thing @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) { id: ID a: Int }`;
    expect(await askWithSpy(either, as('u1'))).toEqual({ ...found, calls: 1 });
    expect(await askWithSpy(either, as('u2'))).toEqual({
      data: { thing: { a: null } },
      errors: [forbidden('thing.a')],
      calls: 1,
    });
    const both = `${root} type Thing @auth(role: USER, owner: "id") { id: ID a: Int }`;
    expect(await askWithSpy(both, as('u1', 'USER'))).toEqual({ ...found, calls: 1 });
    expect(await askWithSpy(both, as('u1'))).toEqual(stopped);
  });
});
