import { describe, expect, test } from '@jest/globals';
import { createPlanner, type OperationSource } from '../../../src/access/decide/plan.js';
import { repeat, rulesOf, sourceOf, whole } from '../planned.js';
import { buildSchema, ROLES } from '../support.js';

const BODY = `type Query { doc: Doc @public } type Doc { id: ID secret: String @auth(role: ADMIN) } ${ROLES}`;
const schema = buildSchema(BODY);

function start() {
  const asked: string[] = [];
  const rules = rulesOf(schema);
  const planOf = createPlanner((coordinate) => {
    asked.push(coordinate);
    return rules(coordinate);
  });
  /** How many rules were asked for. */
  const work = (source: OperationSource) => {
    const before = asked.length;
    const plan = planOf(source);
    return { plan, work: asked.length - before };
  };
  return { planOf, work };
}

const text = '{ doc { ...F } } fragment F on Doc { secret } fragment G on Doc { id }';

describe('the plan of a document', () => {
  test('is made once', () => {
    const { work } = start();
    const source = sourceOf(schema, text);
    const first = work(source);
    expect(first.work).toBeGreaterThan(0);
    expect(work(source)).toEqual({ plan: first.plan, work: 0 });
    expect(work(source).plan).toBe(first.plan);
  });

  test('is found though the fragments are in an object made anew, as often as not', () => {
    const { work } = start();
    const source = sourceOf(schema, text);
    const { plan } = work(source);
    const others = [{ ...source.fragments }, Object.assign(Object.create(null), source.fragments)];
    for (const fragments of [...others, source.fragments, ...others]) {
      const again = work({ ...source, fragments });
      expect(again.work).toBe(0);
      expect(again.plan).toBe(plan);
    }
  });

  test('that is too large is remembered as well', () => {
    const { work } = start();
    const source = sourceOf(schema, `{ doc { secret } ${repeat(20_001, (i) => `a${i}: doc`)} }`);
    expect(work(source)).toMatchObject({ plan: 'too large' });
    expect(work(source)).toEqual({ plan: 'too large', work: 0 });
  });

  test('is made again for the same operation in another document', () => {
    const { planOf } = start();
    const source = sourceOf(schema, text);
    const other = sourceOf(schema, '{ doc { id } } fragment F on Doc { id } fragment G on Doc { secret }');
    const heights = [source.fragments, other.fragments, source.fragments].map(
      (fragments) => whole(planOf({ ...source, fragments })).height,
    );
    expect(heights).toEqual([2, 0, 2]);
  });

  test('is made again if there is a fragment more, or less', () => {
    const { planOf } = start();
    const source = sourceOf(schema, text);
    const { F, ...less } = source.fragments;
    const heightOf = (fragments: OperationSource['fragments']) => whole(planOf({ ...source, fragments })).height;
    if (!F) throw new Error('There is no F.');
    expect(heightOf(less)).toBe(0);
    expect(heightOf(source.fragments)).toBe(2);
    expect(heightOf(less)).toBe(0);
    expect(heightOf({ ...less, H: F })).toBe(0);
  });

  test('is made again for another schema', () => {
    const { planOf } = start();
    const source = sourceOf(schema, text);
    const open = buildSchema(BODY.replace('secret: String @auth(role: ADMIN)', 'secret: String'));
    const other = buildSchema(BODY.replace('secret: String', 'other: String'));
    expect(whole(planOf(source)).height).toBe(2);
    expect(whole(planOf({ ...source, schema: other })).height).toBe(0);
    // The rules are those that the planner was made for, whichever schema is run.
    expect(whole(planOf({ ...source, schema: open })).height).toBe(2);
  });

  test('is not that of another planner', () => {
    const source = sourceOf(schema, text);
    expect(whole(start().planOf(source)).height).toBe(2);
    expect(whole(createPlanner(() => undefined)(source)).height).toBe(0);
  });
});
