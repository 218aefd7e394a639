import fc from 'fast-check';
import { documentsOf } from '../../support/documents.js';

/** An operation on the models of the oracle. */
export const documents = documentsOf({
  leaves: [
    'a',
    'a1: a(org: "o1")',
    'a2: a(org: "o2")',
    'a3: a(org: $org)',
    'a4: a(x: 1)',
    'a5: a(x: $x)',
    'b',
    'b2: b',
    'b',
    'level',
    '__typename',
  ],
  objects: ['one', 'one', 'p: one', 'many', 'any'],
  unions: ['any', 'on Any'],
  on: ['', 'on A', 'on B', 'on C', 'on Node', 'on Any'],
  variables: '($b: Boolean!, $c: Boolean = true, $org: ID = "o2", $x: Int)',
});

export const variables = fc.record(
  {
    b: fc.boolean(),
    c: fc.boolean(),
    org: fc.constantFrom('o1', 'o2', null),
    x: fc.constantFrom(1, null),
  },
  { requiredKeys: ['b'] },
);
