import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, GraphQLScalarType, parse } from 'graphql';
import { createExecutor, type WrittenResult } from '../../src/execution/index.js';

const schema = buildSchema(`
  scalar Any
  type Query { a: String b: String must: String! any: Any self: Query others: [Query] all: [Query!] words: [String] }
  type Mutation { a: String b: String self: Query }
`);

const deepest = parse('{ a self { a others { a b must } b } all { a must } b words }');

/** What graphql-js has for this root, as we have it. */
async function same(rootValue: unknown, document = deepest): Promise<string> {
  const ours = await createExecutor({ schema })({ document, rootValue });
  const theirs = await execute({ schema, document, rootValue });
  const text = JSON.stringify(ours.data);
  expect(text).toBe(JSON.stringify(theirs.data));
  expect(ours.errors?.map(({ path, message }) => [path, message])).toEqual(
    theirs.errors?.map(({ path, message }) => [path, message]),
  );
  return text;
}

function failing(): never {
  throw new Error('no');
}

/** A promise, and what keeps it. */
function pending<T>() {
  let keep: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    keep = resolve;
  });
  return { promise, keep };
}

describe('a failure takes out what was written of the place that cannot be without it', () => {
  const good = { a: 'good', b: 'é', must: 'there' };
  const bad = { a: 'written', b: 'before', must: failing };

  test('an object in an object', async () => {
    const document = parse('{ a self { a self { a b must } b } b }');
    expect(await same({ ...good, self: { ...good, self: bad } }, document)).toBe(
      '{"a":"good","self":{"a":"good","self":null,"b":"é"},"b":"é"}',
    );
  });

  test('an item of a list', async () => {
    const document = parse('{ a others { a b must } b }');
    expect(await same({ ...good, others: [good, bad, null, good, bad] }, document)).toBe(
      '{"a":"good","others":[{"a":"good","b":"é","must":"there"},null,null,{"a":"good","b":"é","must":"there"},null],"b":"é"}',
    );
  });

  test('a list', async () => {
    expect(await same({ ...good, all: [good, bad], words: ['a', failing, 'b'], self: good })).toContain(
      '"all":null,"b"',
    );
  });

  test('all of it', async () => {
    expect(await same({ ...good, must: null }, parse('{ a must b }'))).toBe('null');
  });

  test('what is promised in it, too', async () => {
    const promising = { ...good, a: Promise.resolve('late') };
    const worse = { ...bad, a: Promise.resolve('late') };
    const self = { ...promising, others: [worse, promising, bad] };
    const text = await same({ ...good, self, all: [promising, worse] });
    expect(text).toContain('"others":[null,{"a":"late","b":"é","must":"there"},null]');
    expect(text).toContain('"all":null,"b":"é"');
  });

  test('and what becomes of what was promised in it is no unhandled rejection', async () => {
    const all = function* () {
      yield Promise.reject(new Error('nobody waits'));
      throw new Error('no');
    };
    const result = await createExecutor({ schema })({
      document: parse('{ a all { a } }'),
      rootValue: { a: 'x', all: all() },
    });
    expect(JSON.stringify(result.data)).toBe('{"a":"x","all":null}');
    await new Promise(setImmediate);
  });
});

describe('what comes later', () => {
  const document = parse('{ a self { a b } b words others { a } }');

  /** A root of which much is promised, and what keeps the promises, one by one. */
  function promising(name: string) {
    const [a, self, deepB, b, word, other] = Array.from({ length: 6 }, () => pending<unknown>());
    if (!a || !self || !deepB || !b || !word || !other) throw new TypeError('There are six.');
    const rootValue = {
      a: a.promise,
      self: self.promise,
      b: b.promise,
      words: ['first', word.promise, 'é'],
      others: [other.promise, { a: `${name} 1` }],
    };
    const steps = [
      () => b.keep(`${name} b`),
      () => self.keep({ a: `${name} self`, b: deepB.promise }),
      () => other.keep({ a: `${name} 0` }),
      () => a.keep(`${name} a`),
      () => word.keep(`${name} word`),
      () => deepB.keep('✓'.repeat(2000)),
    ];
    const expected = `{"a":"${name} a","self":{"a":"${name} self","b":"${'✓'.repeat(2000)}"},"b":"${name} b","words":["first","${name} word","é"],"others":[{"a":"${name} 0"},{"a":"${name} 1"}]}`;
    return { rootValue, steps, expected };
  }

  test('stands where it belongs, whatever else is executed meanwhile', async () => {
    const run = createExecutor({ schema });
    const one = promising('one');
    const two = promising('two');
    const results = [run({ document, rootValue: one.rootValue }), run({ document, rootValue: two.rootValue })];
    for (const [index, step] of one.steps.entries()) {
      step();
      expect(JSON.stringify(run({ document: parse('{ a }'), rootValue: { a: 'meanwhile' } }))).toBe(
        '{"data":{"a":"meanwhile"}}',
      );
      two.steps.at(-1 - index)?.();
      await new Promise(setImmediate);
    }
    const texts = (await Promise.all(results)).map(({ data }) => JSON.stringify(data));
    expect(texts).toEqual([one.expected, two.expected]);
  });

  test('in a mutation stands where it belongs', async () => {
    const mutation = parse('mutation { a self { a b } b c: a d: self { a } e: b }');
    for (const root of [
      { a: () => Promise.resolve('late'), self: { a: 'now', b: Promise.resolve(null) }, b: null },
      { a: 'now', self: Promise.resolve({ a: 'late' }), b: () => Promise.reject(new Error('no')) },
      { a: 'now', self: null, b: () => Promise.resolve('late') },
    ]) {
      await same(root, mutation);
    }
  });
});

describe('a resolver that executes an operation itself', () => {
  const run = createExecutor({ schema });
  const inner = (rootValue: unknown, text = '{ a b must }'): WrittenResult => {
    const result = run({ document: parse(text), rootValue });
    if ('then' in result) throw new TypeError('It was there at once.');
    return result;
  };
  const outer = (b: () => unknown): string => {
    const rootValue = { a: 'before', self: { a: 'in', b }, b: 'after' };
    return JSON.stringify(run({ document: parse('{ a self { a b } b }'), rootValue }));
  };

  test('gets what that gives, and goes on with its own', () => {
    const told = () => JSON.stringify(inner({ a: 'é', b: '"', must: 'x' }).data);
    expect(JSON.parse(outer(told)).data).toEqual({
      a: 'before',
      self: { a: 'in', b: '{"a":"é","b":"\\"","must":"x"}' },
      b: 'after',
    });
  });

  test.each([
    ['fails', () => inner({ a: 'written', must: failing }).data],
    ['fails within', () => inner({ self: { a: 'written', must: failing } }, '{ self { a must } }').data && 'null'],
  ])('whether that %s', (_how, fail) => {
    const told = () => `${fail()}`;
    expect(outer(told)).toBe('{"data":{"a":"before","self":{"a":"in","b":"null"},"b":"after"}}');
  });

  test('or is larger than the page', () => {
    const words = Array.from({ length: 50_000 }, () => 'a word of some length');
    const told = () => String(JSON.stringify(inner({ words }, '{ words }')).length);
    const length = JSON.stringify({ data: { words } }).length;
    expect(outer(told)).toBe(`{"data":{"a":"before","self":{"a":"in","b":"${length}"},"b":"after"}}`);
  });

  test('or is not there at once', async () => {
    const later: unknown[] = [];
    const told = () => {
      later.push(run({ document: parse('{ a b }'), rootValue: { a: Promise.resolve('late'), b: 'now' } }));
      return 'told';
    };
    expect(outer(told)).toBe('{"data":{"a":"before","self":{"a":"in","b":"told"},"b":"after"}}');
    expect(JSON.stringify(await Promise.all(later))).toBe('[{"data":{"a":"late","b":"now"}}]');
  });

  test('or it is asked for while a value is written', () => {
    const toJSON = () => inner({ a: 'x', b: 'y', must: 'z' });
    const result = run({ document: parse('{ a any b }'), rootValue: { a: 'before', any: { toJSON }, b: 'after' } });
    expect(JSON.stringify(result)).toBe(
      '{"data":{"a":"before","any":{"data":{"a":"x","b":"y","must":"z"}},"b":"after"}}',
    );
  });
});

test('what is there at once is answered at once, and is right when it is large', () => {
  const items = Array.from({ length: 20_000 }, (_, index) => ({
    a: `Évora ${index}`,
    b: index % 3 ? 'tab\t✓' : null,
    must: '😀\ud800',
  }));
  const document = parse('{ all { a b must } }');
  const run = createExecutor({ schema });
  for (const _again of [1, 2]) {
    const result = run({ document, rootValue: { all: items } });
    expect(JSON.stringify(result)).toBe(JSON.stringify({ data: { all: items } }));
  }
});

test('a scalar of one’s own is as its serialize has it', () => {
  expect(schema.getType('Any')).toBeInstanceOf(GraphQLScalarType);
  const run = createExecutor({ schema });
  for (const any of ['é\ud800', 1.25, -7, true, { a: [null, '✓'] }, 'x'.repeat(100_000)])
    expect(JSON.stringify(run({ document: parse('{ any }'), rootValue: { any } }))).toBe(
      JSON.stringify({ data: { any } }),
    );
});

/** What `then` returns is for graphql-js to put in the response, as it is. */
describe('a promise that is none of the language is waited for, whatever its `then` returns', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['what is returned for what was written', true],
    ['what is returned for null', null],
    ['a text', '"text"'],
  ])('%s', async (_what, returned) => {
    const there = (value: unknown) => () => {
      const then = (resolve: (value: unknown) => void) => {
        resolve(value);
        return returned;
      };
      return Object.fromEntries([['then', then]]);
    };
    const inner = { a: there('in'), b: 'b', must: there('must') };
    const rootValue = {
      a: there('out'),
      self: there(inner),
      others: [there(inner)(), inner],
      words: there(['w']),
      b: 'b',
    };
    const document = parse('{ a self { a b must } others { a b } words b }');
    const { data, errors } = await createExecutor({ schema })({ document, rootValue });
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      a: 'out',
      self: { a: 'in', b: 'b', must: 'must' },
      others: [
        { a: 'in', b: 'b' },
        { a: 'in', b: 'b' },
      ],
      words: ['w'],
      b: 'b',
    });
  });
});
