import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { createCompiledOperations } from '../../src/execution/compiled-operations.js';
import { Page } from '../../src/execution/page.js';
import { createPrepare, type PreparedOperation } from '../../src/execution/prepare.js';
import type { ResolverOf } from '../../src/execution/resolver-of.js';
import { CollectedErrors, type Run } from '../../src/execution/run.js';

const schema = buildSchema('type Query { a: Int self: Query }');
const byDefault: ResolverOf = (_parentType, { resolve }) => resolve;
const rootValue = { a: 1, self: () => rootValue };

function prepared(text: string): PreparedOperation {
  const operation = createPrepare()(parse(text), undefined);
  if (!operation) throw new TypeError('There is no operation.');
  return operation;
}

const small = prepared('query ($b: Boolean = true) { a @include(if: $b) }');

/** Compiles an operation, or finds it, and executes it: what is deeper is compiled when it is reached. */
function execute(
  find: ReturnType<typeof createCompiledOperations>,
  of: PreparedOperation,
  { resolverOf = byDefault, ...more }: Partial<Run & { resolverOf: ResolverOf }> = {},
) {
  const run: Run = {
    schema,
    ...of,
    variableValues: { b: true },
    rootValue,
    contextValue: null,
    errors: new CollectedErrors(),
    page: new Page(),
    ...more,
  };
  const type = run.schema.getQueryType();
  if (!type) throw new TypeError('There is no query type.');
  const write = find({ prepared: of, run, rootType: type, resolverOf });
  write(run, rootValue, undefined);
  return write;
}

/** Of 2 to the power of `depth` leaves. */
function bushy(depth: number, name: string): PreparedOperation {
  const fragments = Array.from({ length: depth }, (_, index) => {
    const below = index > 0 ? `...F${index - 1}` : 'a';
    return `fragment F${index} on Query { ${name}: self { ${below} } r: self { ${below} } }`;
  });
  return prepared(`{ ...F${depth - 1} } ${fragments.join(' ')}`);
}

describe('an operation that was compiled', () => {
  test('is found again, for its resolvers and its conditions alone', () => {
    const find = createCompiledOperations();
    const first = execute(find, small);
    expect(execute(find, small)).toBe(first);
    expect(execute(find, small, { variableValues: { b: false } })).not.toBe(first);
    const resolverOf: ResolverOf = (_parentType, { resolve }) => resolve;
    expect(execute(find, small, { resolverOf })).not.toBe(first);
  });

  test('is not kept if it is large by itself', () => {
    const find = createCompiledOperations();
    const large = bushy(13, 'l');
    expect(execute(find, large)).not.toBe(execute(find, large));
  });

  test('goes with all others when many short documents have become long ones', () => {
    const find = createCompiledOperations();
    const first = execute(find, small);
    let documents = 0;
    // Each is some 6,000 fields: small enough to be kept.
    for (; documents < 10; documents += 1) execute(find, bushy(11, `l${documents}`));
    expect(execute(find, small)).toBe(first);
    for (; documents < 40; documents += 1) execute(find, bushy(11, `l${documents}`));
    expect(execute(find, small)).not.toBe(first);
  });
});
