import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DocumentNode, Kind, parse } from 'graphql';
import { createOperationRequirements } from '../../../../src/access/codegen/rights/operation-requirement.js';
import { anonymous, protectSchema } from '../../../../src/access/index.js';
import { compileAccess } from '../../../../src/access/rules/compile.js';
import { createRights } from '../../../../src/client/rights.js';
import type { Verdict } from '../../../../src/requirement.js';
import { rounds } from '../../../support/rounds.js';
import { buildSchema, hostile, ROLES, type TestContext } from '../../support.js';
import { documents, schemas, variables, viewers } from './random-schema.js';

/** At length, as `rounds` has it; of these a tenth is enough at other times. */
const CASES = 100_000;
const PART = 10;

/** What the server's check says, and what a client says that has nothing but its rights file. */
function start(sdl: string) {
  const schema = buildSchema(`${sdl} ${ROLES}`);
  const access = protectSchema(schema, {
    viewerOf: ({ viewer }: TestContext) => viewer,
    policies: { may: () => true },
    onWarning: () => {},
  });
  const compiled = createOperationRequirements(schema, compileAccess(schema));
  const rightsOf = (document: DocumentNode) => {
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    if (!operation) throw new Error('There is no operation.');
    const byName = Object.fromEntries(fragments.map((each) => [each.name.value, each]));
    const requires = { Asked: compiled.ofOperation({ operation, fragments: byName }) };
    const roles = compileAccess(schema).roles;
    const includedBy = Object.fromEntries(
      [...roles.keys()].map((role) => [role, [...roles.keys()].filter((other) => roles.get(other)?.has(role))]),
    );
    // As it stands in the file.
    return createRights(
      JSON.parse(JSON.stringify({ requires, includedBy, inputs: Object.fromEntries(compiled.inputs) })),
    );
  };
  return { access, rightsOf };
}

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
        const { access, rightsOf } = start(sdl);
        for (const each of asked) {
          const document = parse(each.text);
          const rights = rightsOf(document);
          for (const values of each.sent) {
            for (const viewer of [null, ...drawn]) {
              const { granted, refusals } = access.check({
                document,
                variables: values,
                viewer: viewer ? hostile(viewer) : anonymous,
              });
              const expected: Verdict = refusals.length > 0 ? false : granted || 'depends';
              const actual = rights.can({ isSignedIn: viewer !== null, viewer }, document, values);
              counts.cases += 1;
              if (actual === 'depends' && expected !== 'depends') counts.onlyServer += 1;
              else if (actual !== expected) {
                const problem = {
                  expected,
                  actual,
                  values,
                  viewer,
                  refusals,
                  requires: rights.requires,
                  text: each.text,
                  sdl,
                };
                throw new Error(JSON.stringify(problem, null, 1));
              } else counts[`${actual}`] += 1;
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
