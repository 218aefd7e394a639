import { describe, expect, test } from '@jest/globals';
import { GraphQLError, parse } from 'graphql';
import { errorAt } from '../../../src/access/guard/access-error.js';
import { notRun, refusal } from '../../../src/access/guard/refusal.js';
import type { Viewer } from '../../../src/access/index.js';
import { anonymousBecause } from '../../../src/access/index.js';
import { writeRefusals } from '../../../src/server/graphql/write-refusals.js';

const [operation] = parse('{ one: a\n  two: a }').definitions;
const fields = operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections : [];
const [one = [], two = []] = fields.map((field) => [field]);
const user: Viewer = { ...anonymousBecause('TOKEN_MISSING'), authenticated: true, subject: 'u1', reason: null };

/** As each is written by itself. */
function written(errors: readonly GraphQLError[]) {
  return errors.map(({ message, locations, path, extensions }) => ({ message, locations, path, extensions }));
}

describe('refusals as they are written', () => {
  test('each has its own message, locations, path and code, whichever is before it', () => {
    const nobody = anonymousBecause('TOKEN_EXPIRED');
    const errors = [
      refusal(user, { path: ['a', 0, 'b'], nodes: one }),
      refusal(user, { path: ['a', 1, 'b'], nodes: one }),
      refusal(user, { path: ['a', 1, 'c"'], nodes: two }),
      refusal(nobody, { path: ['a', 2, 'c'], nodes: two }),
      refusal(anonymousBecause('TOKEN_MISSING'), { path: ['a', 3, 'c'], nodes: two }),
      notRun(nobody, { path: ['d'], nodes: two }),
      notRun(user, { path: ['e'], nodes: two }),
      refusal(user, { path: ['f'] }),
      errorAt('For administrators.', { path: ['g'] }, { code: 'FORBIDDEN' }),
      refusal(user, { path: ['a', 0, 'b'], nodes: one }),
    ];
    const text = writeRefusals(errors);
    expect(text).toBe(JSON.stringify(written(errors)));
    expect(JSON.parse(text ?? '')[2]).toEqual({
      message: 'You are not allowed to use this.',
      locations: [{ line: 2, column: 3 }],
      path: ['a', 1, 'c"'],
      extensions: { code: 'FORBIDDEN' },
    });
  });

  test('are left to others if anything else is among them, or one has no path', () => {
    const refused = refusal(user, { path: ['a'], nodes: one });
    expect(writeRefusals([refused, new GraphQLError('broken', { path: ['b'] })])).toBeUndefined();
    expect(writeRefusals([refused, refusal(user, { nodes: one })])).toBeUndefined();
    expect(writeRefusals([refused])).toBe(JSON.stringify(written([refused])));
  });
});
