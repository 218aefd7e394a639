import { describe, expect, test } from '@jest/globals';
import { type ExecutionResult, execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { type Access, protectSchema } from '../../src/access/index.js';
import { testWith } from '../support/hosts.js';
import { createExecutor } from './executor.js';
import { as, buildSchema, ROLES, type TestContext } from './support.js';

const ROWS = 300;
const ROUNDS = 3;
const QUERY = parse('{ rows { secret } }');
const USER = { viewer: as('u1', 'USER') };

const rows = Array.from({ length: ROWS }, () => ({ owner: 'u2' }));
const prepared = new GraphQLError('You are not allowed to use this.', { extensions: { code: 'FORBIDDEN' } });

/** Their `secret` is refused by what `rule` says; with none, by its resolver. */
function schemaWith(rule: string): GraphQLSchema {
  const throwPrepared = () => {
    throw prepared;
  };
  return buildSchema(`type Query { rows: [Row] @public } type Row { owner: ID secret: String ${rule} } ${ROLES}`, {
    Query: { rows: () => rows },
    Row: rule === '' ? { secret: throwPrepared } : {},
  });
}

const protect = (schema: GraphQLSchema) => protectSchema(schema, { viewerOf: ({ viewer }: TestContext) => viewer });
const thrown = protect(schemaWith(''));

/** The CPU time of these, each in the median of rounds in turns, after one that does not count. */
async function costsOf<Name extends string>(
  runs: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(runs) as Name[];
  const costs = new Map(names.map((name): [Name, number[]] => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of names) {
      const before = process.cpuUsage();
      await runs[name]();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) costs.get(name)?.push(user + system);
    }
  }
  const median = (all: readonly number[] = []) => [...all].sort((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
  return Object.fromEntries(names.map((name) => [name, median(costs.get(name))])) as Record<Name, number>;
}

describe('a refusal costs at most twice what a resolver costs that throws a prepared error', () => {
  const byGraphqlJs = (schema: GraphQLSchema) => () => execute({ schema, document: QUERY, contextValue: USER });
  const compiled = (access: Access) => {
    const executor = createExecutor(access);
    return () => executor({ document: QUERY, contextValue: USER });
  };

  describe.each([
    ['of the token', '@auth(role: ADMIN)'],
    ['of a row', '@auth(owner: "owner")'],
  ])('%s', (_what, rule) => {
    const access = protect(schemaWith(rule));

    async function compare(refused: () => unknown, prepared: () => unknown): Promise<void> {
      for (const answer of [refused, prepared]) {
        const { data, errors } = (await answer()) as ExecutionResult;
        expect(errors).toHaveLength(ROWS);
        expect(errors?.[7]?.path).toEqual(['rows', 7, 'secret']);
        expect(JSON.parse(JSON.stringify(data)).rows[7]).toEqual({ secret: null });
      }
      const cost = await costsOf({ refused, prepared });
      expect(cost.refused / cost.prepared).toBeLessThan(2);
    }

    test('with graphql-js', () => compare(byGraphqlJs(access.schema), byGraphqlJs(thrown.schema)));
    testWith('portcullis')('with the executor of the server', () => compare(compiled(access), compiled(thrown)));
  });
});
