import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';
import { rounds } from '../../../support/rounds.js';
import { documents, schemas, variables, viewers } from './random-schema.js';
import { sidesOf } from './support-check.js';

/** At length, as `rounds` has it; of these a tenth is enough at other times. */
const CASES = 100_000;
const PART = 10;

describe('for any schema, token, operation and variables', () => {
  test('a client decides as the server does', () => {
    const counts = { true: 0, false: 0, depends: 0, onlyServer: 0, cases: 0 };
    const sent = fc.array(variables, { minLength: 2, maxLength: 6 });
    const operations = fc.array(fc.record({ text: documents, sent }), { minLength: 10, maxLength: 20 });
    const property = fc.property(
      schemas,
      operations,
      fc.array(viewers, { minLength: 6, maxLength: 12 }),
      (sdl, asked, drawn) => {
        const { server, rightsOf } = sidesOf(sdl);
        for (const { text, sent: all } of asked) {
          const document = parse(text);
          const rights = rightsOf(document);
          for (const values of all) {
            for (const viewer of [null, ...drawn]) {
              const expected = server(document, values, viewer);
              const actual = rights.can({ isSignedIn: viewer !== null, viewer }, document, values);
              counts.cases += 1;
              if (actual === 'depends' && expected !== 'depends') counts.onlyServer += 1;
              else if (actual !== expected)
                throw new Error(JSON.stringify({ expected, actual, values, viewer, text, sdl, ...rights }));
              else counts[`${actual}`] += 1;
            }
          }
        }
      },
    );
    fc.assert(property, { numRuns: rounds(300, PART), endOnFailure: true });
    // Where only the server knows: a default that is no plain value, several defaults, a null that may not fit.
    expect(counts.onlyServer / counts.cases).toBeLessThan(0.1);
    expect(Math.min(counts.true, counts.false, counts.depends) / counts.cases).toBeGreaterThan(0.05);
    expect(counts.cases).toBeGreaterThan(rounds(CASES, PART));
  });
});
