import fc from 'fast-check';
import { documentsOf } from '../../../support/documents.js';

const TOKEN = [
  '@auth',
  '@auth(role: USER)',
  '@auth(role: SUPPORT)',
  '@auth(role: ADMIN)',
  '@auth(scopes: ["read"])',
  '@auth(scopes: ["read", "write"])',
  '@auth(claims: [{ name: "org", in: ["o1", "3"] }])',
  '@auth(anyOf: [{ role: ADMIN }, { scopes: ["read"], claims: [{ name: "org", equals: "o2" }] }])',
  '@auth(role: USER) @auth(role: SUPPORT)',
];
const ARGUMENT = ['org', 'n', 'tag', 'flag', 'in.org', 'in.in.tag', 'in.n'].flatMap((path) => [
  `@auth(claims: [{ name: "org", argument: "${path}" }])`,
  `@auth(anyOf: [{ role: ADMIN }, { claims: [{ name: "org", argument: "${path}" }] }])`,
]);
const OBJECT = [
  '@auth(owner: "b")',
  '@auth(policy: "may")',
  '@auth(claims: [{ name: "org", field: "b" }])',
  '@auth(anyOf: [{ role: SUPPORT }, { owner: "b" }])',
];

/** A schema with rules on everything that can have one. The same types and fields each time, and other rules. */
export const schemas = fc
  .record({
    rules: fc.array(fc.nat(999), { minLength: 60, maxLength: 60 }),
    open: fc.integer({ min: 1, max: 12 }),
    members: fc.subarray(['A', 'B', 'C'], { minLength: 1 }),
  })
  .map(({ rules, open, members }) => {
    let next = 0;
    /** `bare`: how much likelier it is that there is no rule. */
    const rule = (choices: readonly string[], bare = 1, none = '') => {
      const drawn = rules[next++ % rules.length] ?? 0;
      return drawn % (1 + bare * open) === 0 ? (choices[Math.floor(drawn / 13) % choices.length] ?? none) : none;
    };
    const fields = (isRoot: boolean) => {
      const none = isRoot ? '@public' : '';
      const all = [...TOKEN, ...(isRoot ? [] : OBJECT)];
      const bare = isRoot ? 4 : 1;
      return `
        a(
          org: ID = "o1" ${rule(TOKEN, 3)}
          n: Int ${rule(TOKEN)}
          tag: Tag = LOW ${rule(TOKEN, 2)}
          in: In = { org: "o2", tag: MIDDLE } ${rule(TOKEN, 3)}
          list: [In!] ${rule(TOKEN, 3)}
          flag: Boolean! = true ${rule(TOKEN, 6)}
          when: Date = "now" ${rule(TOKEN, 6)}
        ): Int ${rule([...all, ...ARGUMENT, ...ARGUMENT], bare, none)}
        b: Int ${rule(all, bare, none)}
        level: Tag ${rule(all, bare, none)}
        one: Node ${rule(all, bare, none)}
        many: [B] ${rule(all, bare, none)}
        any: Any ${rule(all, bare, none)}`;
    };
    return `
      enum Tag { LOW MIDDLE HIGH ${rule(TOKEN)} }
      scalar Date ${rule(TOKEN, 5)}
      input In { org: ID = "o1" ${rule(TOKEN, 2)}
        n: Int ${rule(TOKEN)}
        tag: Tag ${rule(TOKEN, 3)}
        in: In ${rule(TOKEN, 5)}
        list: [In] ${rule(TOKEN, 5)}
        when: Date = "now" ${rule(TOKEN, 4)} }
      interface Node ${rule([...TOKEN, ...OBJECT], 6)} { ${fields(false)} }
      union Any = ${members.join(' | ')}
      ${['A', 'B', 'C'].map((name) => `type ${name} implements Node ${rule([...TOKEN, ...OBJECT], 4)} { ${fields(false)} }`).join('\n')}
      type Query { ${fields(true)} }
      type Mutation { ${fields(true)} }`;
  });

const ARGUMENTS = [
  'org: "o2"',
  'org: "o1"',
  'org: $org',
  'org: null',
  'n: 3',
  'n: $n',
  'tag: HIGH',
  'tag: $tag',
  'tag: $other',
  'in: { org: "o2", tag: MIDDLE }',
  'in: { org: $org, n: $n }',
  'in: { tag: HIGH, in: { tag: $tag, list: [{ n: 1 }, $in] } }',
  'in: $in',
  'in: {}',
  'list: [$item, { in: $in }]',
  'list: $items',
  'list: { when: "later" }',
  'flag: $flag',
  'flag: false',
  'when: $when',
  'when: "now"',
  'n: $n, in: $in, org: $org',
];

export const documents = documentsOf({
  leaves: ['a', 'b', 'b', 'level', '__typename', ...ARGUMENTS.map((args, index) => `a${index}: a(${args})`)],
  objects: ['one', 'p: one', 'many', 'many', 'any'],
  unions: ['any', 'on Any'],
  on: ['', 'on A', 'on B', 'on C', 'on Node', 'on Any'],
  variables: `Asked($b: Boolean!, $c: Boolean = true, $org: ID, $n: Int, $tag: Tag, $other: Tag = HIGH, $in: In,
    $item: In!, $items: [In!], $flag: Boolean = false, $when: Date = "later")`,
});

const input = fc.letrec<{ input: object | null }>((tie) => ({
  input: fc.option(
    fc.record(
      {
        org: fc.constantFrom('o1', 'o2', 3, null),
        n: fc.constantFrom(3, null),
        tag: fc.constantFrom('LOW', 'MIDDLE', 'HIGH', null),
        in: tie('input'),
        list: fc.array(tie('input'), { maxLength: 2 }),
        when: fc.constantFrom('now', 'later'),
      },
      { requiredKeys: [] },
    ),
    { depthSize: 'small', freq: 5 },
  ),
})).input;
const item = input.map((each) => each ?? {});

export const variables = fc.record(
  {
    b: fc.boolean(),
    c: fc.boolean(),
    org: fc.constantFrom('o1', 'o2', 3, null),
    n: fc.constantFrom(3, 4, null),
    tag: fc.constantFrom('LOW', 'HIGH', null),
    other: fc.constantFrom('LOW', 'MIDDLE', null),
    in: input,
    item,
    items: fc.array(item, { maxLength: 2 }),
    flag: fc.constantFrom(true, false, null),
    when: fc.constantFrom('now', null),
  },
  { requiredKeys: ['b', 'item'] },
);

export const viewers = fc.record({
  subject: fc.constantFrom('u1', 'u1', ''),
  roles: fc.subarray(['USER', 'EDITOR', 'SUPPORT', 'ADMIN', 'unknown'], { maxLength: 2 }),
  scopes: fc.subarray(['read', 'write']),
  claims: fc.record(
    { org: fc.constantFrom<unknown>('o1', 'o2', 3, true, 'HIGH', 'LOW', null, ['o1', 'HIGH'], [3, null], [], {}) },
    { requiredKeys: [] },
  ),
});
