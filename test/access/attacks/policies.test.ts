import { describe } from '@jest/globals';
import type { Policy, PolicyFunction } from '../../../src/access/index.js';
import { anonymous, as, forbidden, unauthenticated } from '../support.js';
import type { AttackContext } from './drivers.js';
import { type Attack, attacksOn, effect, notRun, world } from './harness.js';

/** What a policy could answer, of which nothing is `true`. */
const answers: Readonly<Record<string, PolicyFunction<AttackContext>>> = {
  nothing: () => undefined,
  null: () => null,
  one: () => 1,
  text: () => 'true',
  object: () => ({ granted: true, valueOf: () => true }),
  wrapped: () => Object(true),
  list: () => [true],
  itself: () => () => true,
  throws: () => {
    throw new Error('treasure: no answer');
  },
  throwsTrue: () => {
    throw true;
  },
  rejects: async () => {
    throw new Error('treasure: no answer');
  },
  rejectsTrue: () => Promise.reject(true),
  later: async () => 'true',
  laterObject: async () => ({ granted: true }),
  generator: async function* () {
    yield true;
  },
  thenable: () => thenable((resolve) => resolve(1)),
  thenableRejects: () => thenable((_resolve, reject) => reject(true)),
  thenableThrows: () =>
    thenable(() => {
      throw true;
    }),
  thenGetter: () =>
    Object.defineProperty({}, 'then', {
      get: () => {
        throw true;
      },
    }),
  thenIsTrue: () => Object.defineProperty({}, 'then', { value: true }),
  proxy: () => new Proxy({}, { get: () => true }),
};

type Then = (resolve: (value: unknown) => void, reject: (cause: unknown) => void) => void;
function thenable(then: Then): unknown {
  return Object.defineProperty({}, 'then', { value: then });
}

const names = Object.keys(answers);
const asking = world({
  sdl: `type Query { ${names.map((name) => `${name}: String @auth(policy: "${name}")`).join('\n')} }`,
  resolvers: { Query: Object.fromEntries(names.map((name) => [name, () => 'treasure'])) },
  options: { policies: answers },
});

describe('a policy that answers', () => {
  attacksOn(
    asking,
    names.map((name) => ({
      name,
      query: `{ ${name} again: ${name} }`,
      rightful: null,
      leaks: /treasure/,
      data: { [name]: null, again: null },
      errors: [name, 'again'].map(forbidden),
    })),
  );
});

const hanging = world({
  sdl: `
    type Query { field: String @auth(policy: "hangs")  keyed: String @auth(policy: "keyed")  thing: Thing @public }
    type Thing @auth(policy: "hangs") { a: String  b: String @auth(policy: "thenable") }`,
  resolvers: {
    Query: { field: () => 'treasure', keyed: () => 'treasure', thing: () => ({ a: 'treasure', b: 'treasure' }) },
  },
  options: {
    policies: {
      hangs: () => new Promise(() => {}),
      thenable: () => thenable(() => {}),
      keyed: { decide: () => new Promise(() => {}), key: () => 1 },
    },
  },
});

describe('policies that never answer', () => {
  attacksOn(hanging, [
    {
      name: 'on a field, on a type, with a key, as a thenable, all at once',
      query: '{ field keyed again: keyed thing { a b } }',
      rightful: null,
      leaks: /treasure/,
      data: { field: null, keyed: null, again: null, thing: { a: null, b: null } },
      errors: ['field', 'keyed', 'again', 'thing.a', 'thing.b'].map(forbidden),
    },
  ]);
});

const isMine: Policy<AttackContext> = ({ viewer, source }) =>
  typeof source === 'object' && source !== null && 'by' in source && source.by === viewer.subject;
const replaced: Record<string, Policy<AttackContext>> = {
  never: () => false,
  always: async () => true,
  isMine,
  mayRead: (input) => 'args' in input && input.args.id === input.viewer.subject,
  makesAdmin: ({ viewer }) => {
    Object.assign(viewer, { roles: ['ADMIN'], subject: 'ann' });
    return true;
  },
  badKey: {
    decide: () => true,
    key: () => {
      throw new Error('no key');
    },
  },
};
const mine = { by: 'mallory', text: 'mine' };
const hers = { by: 'ann', text: 'treasure' };
const shelf = world({
  sdl: `
    type Query {
      never: String @auth(policy: "never")
      always: String @auth(policy: "always")
      alwaysButRole: String @auth(policy: "always", role: ADMIN)
      eitherHalf: String @auth(anyOf: [{ policy: "always", role: ADMIN }, { policy: "never" }])
      read(id: ID): String @auth(policy: "mayRead")
      makesAdmin: String @auth(policy: "makesAdmin")
      admins: String @auth(role: ADMIN)
      badKey: String @auth(policy: "badKey")
      books: [Book] @public
      diary: Diary @public
      held: Book @auth(policy: "never")
    }
    type Book @auth(policy: "isMine") { by: String  text: String  next: Book }
    type Diary { by: ID  text: String @auth(owner: "by") }
    type Mutation { ping: Boolean @public  burn: Boolean @auth(policy: "always", role: ADMIN) }`,
  resolvers: {
    Query: {
      ...Object.fromEntries(
        ['never', 'always', 'alwaysButRole', 'eitherHalf', 'read', 'admins', 'badKey'].map((name) => [
          name,
          () => 'treasure',
        ]),
      ),
      makesAdmin: () => 'made',
      books: () => [mine, hers, mine, { ...mine, next: hers }],
      diary: () => hers,
      held: effect('found', mine),
    },
    Mutation: { ping: effect('pinged'), burn: effect('burned') },
  },
  options: { policies: replaced },
});
// They are taken as they were when the schema was protected.
replaced.never = () => true;

const refused = (...paths: readonly string[]): Pick<Attack, 'data' | 'errors'> => ({
  data: Object.fromEntries(paths.map((path) => [path, null])),
  errors: paths.map(forbidden),
});

describe('a policy', () => {
  attacksOn(shelf, [
    {
      name: 'that is replaced after the start',
      query: '{ never }',
      rightful: null,
      leaks: /treasure/,
      ...refused('never'),
    },
    {
      name: 'that always says yes, to who is not signed in',
      query: '{ always }',
      viewer: anonymous,
      leaks: /treasure/,
      data: { always: null },
      errors: [unauthenticated('always')],
    },
    {
      name: 'that says yes, beside a role that is missing',
      query: '{ alwaysButRole eitherHalf }',
      leaks: /treasure/,
      ...refused('alwaysButRole', 'eitherHalf'),
    },
    {
      name: 'that says yes to one use, and not to another',
      query: '{ mine: read(id: "mallory") hers: read(id: "ann") none: read }',
      rightful: null,
      leaks: /"hers":"treasure"/,
      data: { mine: 'treasure', hers: null, none: null },
      errors: ['hers', 'none'].map(forbidden),
    },
    {
      name: 'that says yes to one object, and not to the next of the same type',
      query: '{ books { text next { text } } }',
      rightful: null,
      leaks: /treasure/,
      data: {
        books: [
          { text: 'mine', next: null },
          { text: null, next: null },
          { text: 'mine', next: null },
          { text: 'mine', next: { text: null } },
        ],
      },
      errors: ['books.1.text', 'books.1.next', 'books.3.next.text'].map(forbidden),
    },
    {
      name: 'that would change a viewer who is frozen',
      query: '{ makesAdmin admins diary { text } }',
      viewer: Object.freeze(as('mallory', 'USER')),
      rightful: null,
      leaks: /treasure/,
      data: { makesAdmin: null, admins: null, diary: { text: null } },
      errors: ['makesAdmin', 'admins', 'diary.text'].map(forbidden),
    },
    {
      name: 'whose key cannot be had',
      query: '{ badKey }',
      rightful: null,
      leaks: /treasure/,
      ...refused('badKey'),
    },
    {
      name: 'that refuses, so that nothing is looked up',
      query: '{ held { __typename } }',
      rightful: null,
      leaks: /found/,
      ...refused('held'),
    },
    {
      name: 'beside a role that is missing, which is enough to hold a mutation back',
      query: 'mutation { ping burn }',
      leaks: /pinged/,
      data: { ping: null, burn: null },
      errors: [notRun('ping'), forbidden('burn')],
    },
  ]);
});
