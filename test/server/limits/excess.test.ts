import { describe, expect, test } from '@jest/globals';
import { LIMIT_NAMES, type OperationLimits } from '../../../src/server/config/limits.js';
import { createRefuseOperation, excessOf } from '../../../src/server/limits/excess.js';
import { tooComplexBehind } from '../../../src/server/limits/limit-error.js';

const limits: OperationLimits = {
  ...{ tokens: 1, depth: 2, aliases: 3, rootFields: 4 },
  ...{ directives: 5, directivesPerPlace: 6, cost: 7 },
};

describe.each(Object.keys(LIMIT_NAMES) as (keyof OperationLimits)[])('of %s', (limit) => {
  test('what is at the limit is within it, and one more is above it', () => {
    expect(excessOf(limits, limits)).toBeUndefined();
    const figures = { ...limits, [limit]: limits[limit] + 1 };
    expect(excessOf(figures, limits)).toEqual({ figures, above: [limit] });
    expect(excessOf({ [limit]: limits[limit] + 1 }, limits)?.above).toEqual([limit]);
  });

  test('the refusal names the variable and both figures, or nothing at all', () => {
    const excess = { figures: { [limit]: 1234 }, above: [limit] };
    const told = createRefuseOperation({ limits, tellsFigures: true })(excess);
    expect(told.message).toMatch(new RegExp(`1234.* and ${LIMIT_NAMES[limit]} is ${limits[limit]}\\.`));
    const untold = createRefuseOperation({ limits, tellsFigures: false })(excess);
    expect(untold.message).toBe('The operation is too complex. Request less at once.');
    for (const error of [told, untold]) expect(tooComplexBehind(error)).toEqual({ error, excess });
  });
});

test('of several limits all are named', () => {
  const excess = excessOf({ ...limits, depth: 9, cost: 8 }, limits);
  expect(excess?.above).toEqual(['depth', 'cost']);
  expect(excess && createRefuseOperation({ limits, tellsFigures: true })(excess).message).toBe(
    'The operation has 9 levels of fields, and OPERATION_MAX_DEPTH is 2; it has a cost of 8, and OPERATION_MAX_COST is 7. Request less at once.',
  );
});
