import { describe, expect, test } from '@jest/globals';
import { execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { protectSchema } from '../../src/access/index.js';
import { createExecutor } from '../../src/execution/index.js';
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
  const answerOf = (schema: GraphQLSchema) => () => execute({ schema, document: QUERY, contextValue: USER });

  test.each([
    ['of the token', '@auth(role: ADMIN)'],
    ['of a row', '@auth(owner: "owner")'],
  ])('%s', async (_what, rule) => {
    const access = protect(schemaWith(rule));
    const compiled = createExecutor(access);
    const compiledThrown = createExecutor(thrown);
    const run = (executor: typeof compiled) => () => executor({ document: QUERY, contextValue: USER });
    for (const answer of [answerOf(access.schema), answerOf(thrown.schema), run(compiled), run(compiledThrown)]) {
      const { data, errors } = await answer();
      expect(errors).toHaveLength(ROWS);
      expect(errors?.[7]?.path).toEqual(['rows', 7, 'secret']);
      expect(JSON.parse(JSON.stringify(data)).rows[7]).toEqual({ secret: null });
    }
    const cost = await costsOf({
      refused: answerOf(access.schema),
      thrown: answerOf(thrown.schema),
      compiledRefused: run(compiled),
      compiledThrown: run(compiledThrown),
    });
    expect(cost.refused / cost.thrown).toBeLessThan(2);
    expect(cost.compiledRefused / cost.compiledThrown).toBeLessThan(2);
  });
});
