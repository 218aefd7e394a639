import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildASTSchema, execute, type GraphQLSchema, parse } from 'graphql';
import { accessTypeDefs } from '../../src/access/index.js';
import { compileAccess } from '../../src/access/rules/compile.js';
import { rounds } from '../support/rounds.js';
import { forms, inCode } from './code-first.js';
import { answerOf, as, protect } from './support.js';

const OF_TOKEN = [
  '@auth',
  '@auth(role: USER)',
  '@auth(role: ADMIN)',
  '@auth(scopes: ["a", "b"])',
  '@auth(scopes: "a")',
  '@auth(claims: [{ name: "org", in: ["o1"] }], role: EDITOR)',
  '@auth(anyOf: [{ role: EDITOR }, { scopes: ["b"] }])',
];
const OF_OBJECT = [
  ...OF_TOKEN,
  '@auth(owner: "id")',
  '@auth(anyOf: [{ role: ADMIN }, { owner: "id", policy: "may" }])',
  '@auth(policy: "may")',
  '@auth(claims: { name: "org", field: "org" })',
];
const OF_FIELD = [...OF_OBJECT, '@auth(claims: [{ name: "org", argument: "x" }])'];

const some = (marks: readonly string[]) => fc.subarray([...marks], { maxLength: 2 }).map((chosen) => chosen.join(' '));
const marks: fc.Arbitrary<Marks> = fc.record({
  root: fc.constantFrom('@public', ...OF_TOKEN),
  type: some(OF_OBJECT),
  extension: some(OF_OBJECT),
  named: some(OF_OBJECT),
  field: some(OF_FIELD),
  argument: some(OF_TOKEN),
  input: some(OF_TOKEN),
  level: some(OF_TOKEN),
  value: some(OF_TOKEN),
  scalar: some(OF_TOKEN),
  includes: fc.constantFrom('', '@includes(roles: ["EDITOR"])', '@includes(roles: ["EDITOR", "USER"])'),
});

type Marks = Readonly<
  Record<
    | 'root'
    | 'type'
    | 'extension'
    | 'named'
    | 'field'
    | 'argument'
    | 'input'
    | 'level'
    | 'value'
    | 'scalar'
    | 'includes',
    string
  >
>;

function sdl({ root, type, extension, named, field, argument, input, level, value, scalar, includes }: Marks): string {
  return `
    type Query { t: T ${root} }
    interface Named ${named} { id: ID  org: ID }
    type T implements Named ${type} { id: ID  org: ID  f(x: ID, y: Int ${argument}, in: In): Int ${field}  level: Level  cash: Money }
    ${extension ? `extend type T ${extension}` : ''}
    input In { z: Int ${input} }
    enum Level ${level} { LOW  HIGH ${value} }
    scalar Money ${scalar}
    enum Role { USER  EDITOR  ADMIN ${includes} }`;
}

const viewers = fc.record({
  roles: fc.subarray(['USER', 'EDITOR', 'ADMIN']),
  scopes: fc.subarray(['a', 'b']),
  org: fc.constantFrom('o1', 'o2', undefined),
  subject: fc.constantFrom('u1', 'u2'),
});

const document = parse('{ t { id org f(x: "o1") g: f(y: 1) h: f(in: { z: 1 }) level cash } }');
const rootValue = { t: { id: 'u1', org: 'o1', f: 1, level: 'HIGH', cash: 5 } };
const policies = { may: ({ source }: { source: unknown }) => source === rootValue.t };

function build(text: string): GraphQLSchema {
  return buildASTSchema(parse(`${accessTypeDefs()} ${text}`, { noLocation: true }));
}

test('a schema says the same in code as in SDL, as it is printed too, and answers alike', async () => {
  const counts = { rules: 0, data: 0, errors: 0 };
  const rarest = () => Math.min(counts.rules, counts.data, counts.errors);
  const property = fc.asyncProperty(
    marks,
    viewers,
    fc.constantFrom(...Object.values(forms)),
    async (at, { org, ...who }, form) => {
      const written = build(sdl(at));
      const coded = inCode(build(sdl(at)), form);
      const table = compileAccess(written);
      expect(compileAccess(coded)).toEqual(table);
      // graphql-tools knows no lists of `{ name, args }`.
      if (form !== forms.list) {
        const printed = parse(printSchemaWithDirectives(coded), { noLocation: true });
        expect(compileAccess(buildASTSchema(printed))).toEqual(table);
      }
      const contextValue = { viewer: { ...as(who.subject, ...who.roles), scopes: who.scopes, claims: { org } } };
      const [expected, answer] = await Promise.all(
        [written, coded].map(async (schema) =>
          answerOf(await execute({ schema: protect(schema, { policies }), document, rootValue, contextValue })),
        ),
      );
      expect(answer).toEqual(expected);
      counts.rules += table.rules.size;
      counts.errors += expected?.errors.length ?? 0;
      counts.data += JSON.stringify(expected?.data).match(/:(1|5|"u1"|"HIGH")/g)?.length ?? 0;
    },
  );
  // So many rules may be drawn that refuse nearly everything: then there is another turn.
  for (let turn = 0; turn < 5 && rarest() <= 50; turn += 1) await fc.assert(property, { numRuns: rounds(500) });
  expect(rarest()).toBeGreaterThan(50);
});
