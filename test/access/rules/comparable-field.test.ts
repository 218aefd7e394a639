import { describe, expect, test } from '@jest/globals';
import { allowed, anonymous, as, ask, forbidden, hostile, scene, unauthenticated } from '../support.js';

type Fields = Readonly<Record<string, unknown>>;

const query = '{ doc { open text } }';
const rule = (type: string) => `
  type Query { doc: Doc @public }
  type Doc { ${type} open: Int text: String @auth(owner: "by") }
`;
const full = { open: 1, text: 'private' };
const doc = (by: unknown): Fields => ({ ...full, by });
const seen = allowed({ doc: full });
const refused = { data: { doc: { open: 1, text: null } }, errors: [forbidden('doc.text')] };

/** One document, asked for by its viewer. */
function askDoc(source: unknown, viewer = as('u1'), type = 'by: ID', Doc: Record<string, () => unknown> = {}) {
  return ask(scene(rule(type), { Doc }).guarded, query, viewer, { doc: source });
}

describe('the owner', () => {
  test('sees what is his, another does not, and without the rule he would', async () => {
    expect(await askDoc(doc('u1'))).toEqual(seen);
    expect(await askDoc(doc('u2'))).toEqual(refused);
    expect(await ask(scene(rule('by: ID')).open, query, anonymous, { doc: doc('u2') })).toEqual(seen);
  });

  test('is nobody for an anonymous viewer, whatever subject he claims', async () => {
    const answer = { data: refused.data, errors: [unauthenticated('doc.text')] };
    expect(await askDoc(doc('u1'), anonymous)).toEqual(answer);
    expect(await askDoc(doc('u1'), hostile({ authenticated: 'yes' }))).toEqual(answer);
    expect(await askDoc(doc(null), anonymous)).toEqual(answer);
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['empty', ''],
  ])('is not matched by a subject that is %s, whatever the field holds', async (_what, subject) => {
    for (const by of ['u1', '', null, undefined, 'null', 'undefined']) {
      expect(await askDoc(doc(by), hostile({ subject }))).toEqual(refused);
    }
  });

  test.each([
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a list', ['u1'], 'u1'],
    ['an object', { id: 'u1' }, '[object Object]'],
    ['no number', Number.NaN, 'NaN'],
    ['a prefix', 'u', 'u1'],
    ['of another case', 'U1', 'u1'],
    ['with a space', 'u1 ', 'u1'],
  ])('that is %s is nobody', async (_what, by, subject) => {
    expect(await askDoc(doc(by), as(subject))).toEqual(refused);
  });

  test('that the object does not have is nobody', async () => {
    expect(await askDoc(full, as('undefined'))).toEqual(refused);
  });

  test('an integer equals its decimal text, as Int or as ID, and only that', async () => {
    expect(await askDoc(doc(7), as('7'))).toEqual(seen);
    for (const type of ['by: Int', 'by: Int!', 'by: ID!', 'by: String']) {
      expect(await askDoc(doc(7), as('7'), type)).toEqual(seen);
      expect(await askDoc(doc(7), as('07'), type)).toEqual(refused);
      expect(await askDoc(doc(7), as('7.0'), type)).toEqual(refused);
    }
    expect(await askDoc(doc(7), hostile({ subject: 7 }))).toEqual(refused);
  });
});

describe('the owner is read through the resolver of the field', () => {
  const reads: readonly (readonly [string, () => unknown, () => unknown])[] = [
    ['that answers at once', () => 'u1', () => 'u2'],
    ['that answers later', async () => 'u1', async () => 'u2'],
    ['whose answer is null', () => 'u1', () => null],
    ['whose answer later is null', async () => 'u1', async () => null],
    ['that throws', () => 'u1', () => fail()],
    ['that rejects', async () => 'u1', async () => fail()],
    ['that rejects later with a text', async () => 'u1', () => Promise.reject('u1')],
    ['whose answer later is no text', async () => 'u1', async () => ({})],
  ];

  function fail(): never {
    throw new Error('cannot read the owner');
  }

  test.each(reads)('one %s', async (_what, mine, others) => {
    expect(await askDoc(doc('u9'), as('u1'), 'by: ID', { by: mine })).toEqual(seen);
    expect(await askDoc(doc('u1'), as('u1'), 'by: ID', { by: others })).toEqual(refused);
  });

  test('the default one: a property, a promise, a method', async () => {
    class Doc {
      readonly open = 1;
      readonly text = 'private';
      readonly #owner: string;
      constructor(owner: string) {
        this.#owner = owner;
      }
      by(): string {
        return this.#owner;
      }
    }
    expect(await askDoc(new Doc('u1'))).toEqual(seen);
    expect(await askDoc(new Doc('u2'))).toEqual(refused);
    expect(await askDoc(doc(Promise.resolve('u1')))).toEqual(seen);
    expect(await askDoc(doc(Promise.resolve('u2')))).toEqual(refused);
    expect(await askDoc(doc(Promise.reject(new Error('gone'))))).toEqual(refused);
  });

  test('it gets the object, its own default arguments, the context and its own field name', async () => {
    const calls: unknown[][] = [];
    const by = (...[source, args, context, info]: [unknown, unknown, unknown, { fieldName: string }]) => {
      calls.push([source, args, context, info.fieldName]);
      return 'u1';
    };
    const { guarded } = scene(rule('by(kind: String = "author", other: Int): ID'), { Doc: { by } });
    const source = doc('u9');
    const viewer = as('u1');
    expect(await ask(guarded, '{ doc { open text: text } }', viewer, { doc: source })).toEqual(seen);
    expect(calls).toEqual([[source, { kind: 'author' }, { viewer }, 'by']]);
  });

  test('it is not asked when the token decides', async () => {
    let calls = 0;
    const { guarded } = scene(
      'type Query { doc: Doc @public } type Doc { by: ID open: Int text: String @auth(anyOf: [{ role: ADMIN }, { owner: "by" }]) }',
      { Doc: { by: () => (calls += 1) } },
    );
    expect(await ask(guarded, query, as('u1', 'ADMIN'), { doc: full })).toEqual(seen);
    expect((await ask(guarded, query, anonymous, { doc: full })).errors).toEqual([unauthenticated('doc.text')]);
    expect((await ask(guarded, query, as(null), { doc: full })).errors).toEqual([forbidden('doc.text')]);
    expect(calls).toBe(0);
  });

  test('one owner that cannot be read does not spoil another alternative', async () => {
    const { guarded } = scene(
      'type Query { doc: Doc @public } type Doc { by: ID editor: ID open: Int text: String @auth(anyOf: [{ owner: "by" }, { owner: "editor" }]) }',
      { Doc: { by: () => fail() } },
    );
    const askFor = (editor: unknown) => ask(guarded, query, as('u1'), { doc: { ...full, editor } });
    expect(await askFor('u1')).toEqual(seen);
    expect(await askFor(Promise.resolve('u1'))).toEqual(seen);
    expect(await askFor('u2')).toEqual(refused);
    expect(await askFor(Promise.resolve('u2'))).toEqual(refused);
  });

  test('two owners of two clauses, one of them later, both hold', async () => {
    const { guarded } = scene(
      'type Query { doc: Doc @public } type Doc { by: ID editor: ID open: Int text: String @auth(owner: "by") @auth(owner: "editor") }',
    );
    const askFor = (by: unknown, editor: unknown) => ask(guarded, query, as('u1'), { doc: { ...full, by, editor } });
    const later = (subject: string) => Promise.resolve(subject);
    expect(await askFor('u1', later('u1'))).toEqual(seen);
    expect(await askFor(later('u1'), 'u1')).toEqual(seen);
    expect(await askFor('u1', later('u2'))).toEqual(refused);
    expect(await askFor(later('u2'), 'u1')).toEqual(refused);
    expect(await askFor('u2', later('u1'))).toEqual(refused);
    expect(await askFor(later('u1'), later('u2'))).toEqual(refused);
  });
});

describe('an owner field that is protected itself', () => {
  const body =
    'type Query { doc: Doc @public } type Doc { by: ID @auth(role: ADMIN) open: Int text: String @auth(owner: "by") }';
  const { guarded } = scene(body);
  const wide = '{ doc { by open text } }';

  test('still says whose the object is to who may not see the field', async () => {
    expect(await ask(guarded, wide, as('u1', 'USER'), { doc: doc('u1') })).toEqual({
      data: { doc: { ...full, by: null } },
      errors: [forbidden('doc.by')],
    });
    expect(await ask(guarded, wide, as('u2', 'USER'), { doc: doc('u1') })).toEqual({
      data: { doc: { by: null, open: 1, text: null } },
      errors: [forbidden('doc.by'), forbidden('doc.text')],
    });
  });

  test('by itself: only the owner sees who the owner is', async () => {
    const own = scene(
      'type Query { doc: Doc @public } type Doc @auth(owner: "by") { by: ID @auth(owner: "by") }',
    ).guarded;
    expect(await ask(own, '{ doc { by } }', as('u1'), { doc: doc('u1') })).toEqual(allowed({ doc: { by: 'u1' } }));
    expect(await ask(own, '{ doc { by } }', as('u2'), { doc: doc('u1') })).toEqual({
      data: { doc: { by: null } },
      errors: [forbidden('doc.by')],
    });
  });
});

test('each item of a list has its own owner', async () => {
  const { guarded } = scene('type Query { docs: [Doc] @public } type Doc { by: ID text: String @auth(owner: "by") }');
  const docs = [doc('u1'), doc('u2'), null, doc(Promise.resolve('u1')), doc(Promise.resolve('u2'))];
  expect(await ask(guarded, '{ docs { text } }', as('u1'), { docs })).toEqual({
    data: { docs: [{ text: 'private' }, { text: null }, null, { text: 'private' }, { text: null }] },
    errors: [forbidden('docs.1.text'), forbidden('docs.4.text')],
  });
});
