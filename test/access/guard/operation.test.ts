import { describe, expect, jest, test } from '@jest/globals';
import { execute, type GraphQLResolveInfo, isObjectType } from 'graphql';
import type { Policy, PolicyInput } from '../../../src/access/index.js';
import { allowed, answerOf, as, ask, checked, forbidden, type Options, scene, type TestContext } from '../support.js';

const BODY = `
  type Query { doc: Doc @public again: Doc @public docs: [Doc] @public late: Doc @public }
  type Doc @auth(policy: "sees") { id: ID text: String slow: String more: Doc }
`;
const doc = { id: 'd1', text: 'private', slow: async () => 'later' };
const other = { id: 'd2', text: 'other' };
const resolvers = {
  Query: { doc: () => doc, again: () => doc, docs: () => [doc, other, doc], late: async () => doc },
  Doc: { more: () => doc },
};
const viewer = as('u1');

type Decide = (input: PolicyInput<TestContext>) => unknown;

function start(decide: Decide, body = BODY, options: Options = {}) {
  const sees = jest.fn(decide);
  const { guarded } = scene(body, resolvers, { policies: { sees }, ...options });
  return { sees, guarded };
}

const wide = '{ doc { id text x: text slow more { id } } again { text } late { id ... on Doc { text } } }';
const all = {
  doc: { id: 'd1', text: 'private', x: 'private', slow: 'later', more: { id: 'd1' } },
  again: { text: 'private' },
  late: { id: 'd1', text: 'private' },
};

describe('the policy of a type', () => {
  test.each<[string, Decide]>([
    ['at once', () => true],
    ['later', async () => true],
  ])('is asked once for each object of an operation: %s', async (_what, decide) => {
    const { sees, guarded } = start(decide);
    expect(await ask(guarded, wide, viewer)).toEqual(allowed(all));
    expect(sees).toHaveBeenCalledTimes(1);
  });

  test.each<[string, Decide]>([
    ['at once', ({ source }) => source === other],
    ['later', async ({ source }) => source === other],
  ])('and for each object by itself: %s', async (_what, decide) => {
    const { sees, guarded } = start(decide);
    expect(await ask(guarded, '{ docs { id text } }', viewer)).toEqual({
      data: {
        docs: [
          { id: null, text: null },
          { id: 'd2', text: 'other' },
          { id: null, text: null },
        ],
      },
      errors: ['docs.0.id', 'docs.0.text', 'docs.2.id', 'docs.2.text'].map(forbidden),
    });
    expect(sees).toHaveBeenCalledTimes(2);
  });

  test('is asked again in the next operation, with the same document and object', async () => {
    const answers = [true, false, true];
    const { sees, guarded } = start(() => answers.shift());
    const document = checked(guarded, '{ doc { text } }');
    const contextValue = { viewer };
    const run = async () => answerOf(await execute({ schema: guarded, document, contextValue }));
    expect(await run()).toEqual(allowed({ doc: { text: 'private' } }));
    expect(await run()).toEqual({ data: { doc: { text: null } }, errors: [forbidden('doc.text')] });
    expect(await run()).toEqual(allowed({ doc: { text: 'private' } }));
    expect(sees).toHaveBeenCalledTimes(3);
  });

  test('is asked again in an operation that runs beside, with the same context, document and variables', async () => {
    const { sees, guarded } = start(async ({ viewer: { subject } }) => subject === 'u1');
    const document = checked(guarded, '{ doc { id text } again { text } }');
    const variableValues = {};
    const run = async (contextValue: TestContext) =>
      answerOf(await execute({ schema: guarded, document, contextValue, variableValues }));
    const [mine, his, mine2] = [{ viewer }, { viewer: as('u2') }, { viewer }];
    const [first, second, third, fourth] = await Promise.all([run(mine), run(his), run(mine2), run(mine)]);
    const seen = allowed({ doc: { id: 'd1', text: 'private' }, again: { text: 'private' } });
    expect([first, third, fourth]).toEqual([seen, seen, seen]);
    expect(second).toEqual({
      data: { doc: { id: null, text: null }, again: { text: null } },
      errors: ['doc.id', 'doc.text', 'again.text'].map(forbidden),
    });
    expect(sees).toHaveBeenCalledTimes(4);
  });

  test('is asked again for another viewer, though the context and the variables are the same object', async () => {
    const { guarded } = start(({ viewer: { subject } }) => subject === 'u1');
    const field = guarded.getType('Doc');
    const resolve = field && 'getFields' in field ? field.getFields().text : undefined;
    if (!resolve || !('resolve' in resolve)) throw new Error('There is no Doc.text.');
    const info = { variableValues: {}, fieldName: 'text', operation: { operation: 'query' } } as unknown as Parameters<
      NonNullable<typeof resolve.resolve>
    >[3];
    const askAs = (subject: string) => {
      try {
        return resolve.resolve?.(doc, {}, { viewer: as(subject) }, info);
      } catch {
        return 'refused';
      }
    };
    expect(['u1', 'u2', 'u1', 'u2', 'u2', 'u1'].map(askAs)).toEqual([
      'private',
      'refused',
      'private',
      'refused',
      'refused',
      'private',
    ]);
  });

  test('is asked again in another document, though the context, the viewer and the variables are the same', () => {
    const { sees, guarded } = start(() => true);
    const type = guarded.getType('Doc');
    const field = isObjectType(type) ? type.getFields().text : undefined;
    const variableValues = {};
    const contextValue = { viewer };
    const infoOf = (operation: unknown) =>
      ({ variableValues, fieldName: 'text', operation }) as unknown as GraphQLResolveInfo;
    const [one, other] = [infoOf({ operation: 'query' }), infoOf({ operation: 'query' })];
    const results = [one, one, other, other].map((info) => field?.resolve?.(doc, {}, contextValue, info));
    expect(results).toEqual(['private', 'private', 'private', 'private']);
    expect(sees).toHaveBeenCalledTimes(2);
  });

  test('an object that stands for two types is asked about for each of them', async () => {
    const body = `
      type Query { doc: Doc @public view: View @public }
      interface Sealed @auth(policy: "sees") { id: ID }
      type Doc implements Sealed { id: ID more: Doc }
      type View implements Sealed { id: ID text: String }
    `;
    const sees = jest.fn((input: PolicyInput<TestContext>) => 'type' in input && input.type.name === 'Doc');
    const { guarded } = scene(body, { Query: { doc: () => doc, view: () => doc } }, { policies: { sees } });
    const refused = { data: { doc: { id: 'd1' }, view: { text: null } }, errors: [forbidden('view.text')] };
    expect(await ask(guarded, '{ doc { id } view { text } }', viewer)).toEqual(refused);
    expect(sees).toHaveBeenCalledTimes(2);
  });

  test('an owner of an interface is read by each of its types, for one object too', async () => {
    const body = `
      type Query { doc: Doc @public view: View @public }
      interface Sealed @auth(owner: "by") { by: ID }
      type Doc implements Sealed { by: ID text: String }
      type View implements Sealed { by: ID text: String }
    `;
    const owners = { Doc: { by: () => 'u1' }, View: { by: () => 'u2' } };
    const { guarded } = scene(body, { Query: { doc: () => doc, view: () => doc }, ...owners });
    const query = '{ doc { text } view { text } }';
    expect(await ask(guarded, query, viewer)).toEqual({
      data: { doc: { text: 'private' }, view: { text: null } },
      errors: [forbidden('view.text')],
    });
    expect((await ask(guarded, query, as('u2'))).errors).toEqual([forbidden('doc.text')]);
  });

  test('objects that are no objects are asked about each time', async () => {
    const { sees, guarded } = (() => {
      const asked = jest.fn(({ source }: PolicyInput<TestContext>) => source === 1);
      const body = 'type Query { ones: [One] @public } type One @auth(policy: "sees") { id: ID }';
      const built = scene(body, { One: { id: (n: number) => n } }, { policies: { sees: asked } });
      return { sees: asked, guarded: built.guarded };
    })();
    expect(await ask(guarded, '{ ones { id } }', viewer, { ones: [1, 2, 1] })).toEqual({
      data: { ones: [{ id: '1' }, { id: null }, { id: '1' }] },
      errors: [forbidden('ones.1.id')],
    });
    expect(sees).toHaveBeenCalledTimes(3);
  });
});

describe('the policy of a field', () => {
  const body = `
    type Query { doc: Doc @public again: Doc @public docs: [Doc] @public late: Doc @public }
    type Doc { id: ID text(n: Int): String @auth(policy: "sees") slow: String more: Doc }
  `;

  test('is asked for each use', async () => {
    const { sees, guarded } = start((input) => 'args' in input && input.args.n === 1, body);
    expect(
      await ask(guarded, '{ doc { a: text(n: 1) b: text(n: 2) c: text(n: 1) } again { text(n: 1) } }', viewer),
    ).toEqual({
      data: { doc: { a: 'private', b: null, c: 'private' }, again: { text: 'private' } },
      errors: [forbidden('doc.b')],
    });
    expect(sees).toHaveBeenCalledTimes(4);
  });

  const keyed = (decide: Decide) => {
    const sees = jest.fn(decide);
    const key = (input: PolicyInput<TestContext>) => ('args' in input ? input.args.n : undefined);
    const policies: Record<string, Policy<TestContext>> = { sees: { decide: sees, key } };
    return { sees, guarded: scene(body, resolvers, { policies }).guarded };
  };

  test.each([['at once'], ['later']])('with a key, once for each key of an operation: %s', async (when) => {
    const { sees, guarded } = keyed((input) => {
      const answer = 'args' in input && input.args.n === 1;
      return when === 'later' ? Promise.resolve(answer) : answer;
    });
    const query = '{ doc { a: text(n: 1) b: text(n: 2) c: text(n: 1) d: text(n: 2) } again { text(n: 1) } }';
    const answer = {
      data: { doc: { a: 'private', b: null, c: 'private', d: null }, again: { text: 'private' } },
      errors: [forbidden('doc.b'), forbidden('doc.d')],
    };
    expect(await ask(guarded, query, viewer)).toEqual(answer);
    expect(sees).toHaveBeenCalledTimes(2);
    expect(await ask(guarded, query, viewer)).toEqual(answer);
    expect(sees).toHaveBeenCalledTimes(4);
  });

  test('with a key, its answer for one viewer is not that for another', async () => {
    const { guarded } = keyed(async ({ viewer: { subject } }) => subject === 'u1');
    const query = '{ doc { text(n: 1) } }';
    const [mine, his] = await Promise.all([ask(guarded, query, viewer), ask(guarded, query, as('u2'))]);
    expect(mine).toEqual(allowed({ doc: { text: 'private' } }));
    expect(his).toEqual({ data: { doc: { text: null } }, errors: [forbidden('doc.text')] });
  });

  test.each([
    ['of types', 'type Cat @auth(policy: "sees") { id: ID } type Dog @auth(policy: "sees") { id: ID }'],
    ['of fields', 'type Cat { id: ID @auth(policy: "sees") } type Dog { id: ID @auth(policy: "sees") }'],
    [
      'of an interface',
      'interface Pet @auth(policy: "sees") { id: ID } type Cat implements Pet { id: ID } type Dog implements Pet { id: ID }',
    ],
  ])('with a key, its answer for one type is not that for another with the same key: %s', async (_of, types) => {
    const typeOf = (input: PolicyInput<TestContext>) => ('type' in input ? input.type : input.info.parentType).name;
    const policies: Record<string, Policy<TestContext>> = {
      sees: { decide: (input) => typeOf(input) === 'Cat', key: ({ source }) => (source as { id: string }).id },
    };
    const { guarded } = scene(`type Query { cat: Cat @public dog: Dog @public } ${types}`, {}, { policies });
    const rootValue = { cat: { id: '1' }, dog: { id: '1' } };
    expect(await ask(guarded, '{ cat { id } dog { id } }', viewer, rootValue)).toEqual({
      data: { cat: { id: '1' }, dog: { id: null } },
      errors: [forbidden('dog.id')],
    });
    expect(await ask(guarded, '{ dog { id } cat { id } }', viewer, rootValue)).toEqual({
      data: { dog: { id: null }, cat: { id: '1' } },
      errors: [forbidden('dog.id')],
    });
  });

  test('with a key, it is asked once for all fields of a type', async () => {
    const sees = jest.fn(() => true);
    const policies: Record<string, Policy<TestContext>> = { sees: { decide: sees, key: () => 1 } };
    const cats =
      'type Query { cats: [Cat] @public } type Cat { id: ID @auth(policy: "sees") name: ID @auth(policy: "sees") }';
    const rootValue = {
      cats: [
        { id: '1', name: 'a' },
        { id: '2', name: 'b' },
      ],
    };
    const { guarded } = scene(cats, {}, { policies });
    expect(await ask(guarded, '{ cats { id name } }', viewer, rootValue)).toEqual(allowed(rootValue));
    expect(sees).toHaveBeenCalledTimes(1);
  });

  test('two policies with the same key are two', async () => {
    const policies: Record<string, Policy<TestContext>> = {
      sees: { decide: () => true, key: () => 1 },
      never: { decide: () => false, key: () => 1 },
    };
    const two = 'type Query { a: Int @auth(policy: "sees") b: Int @auth(policy: "never") }';
    expect(await ask(scene(two, {}, { policies }).guarded, '{ a b }', viewer, { a: 1, b: 2 })).toEqual({
      data: { a: 1, b: null },
      errors: [forbidden('b')],
    });
  });
});
