import { describe } from '@jest/globals';
import { anonymous, as, forbidden, unauthenticated } from '../support.js';
import type { AttackContext } from './drivers.js';
import { type Attack, attacksOn, world } from './harness.js';

/** Writes down what it was sent. */
const save = (_source: unknown, args: unknown, { effects }: AttackContext) => {
  effects.push(JSON.stringify(args));
  return 1;
};
const forms = world({
  sdl: `
    scalar Secret @auth(role: ADMIN)
    input Patch {
      name: String
      roles: [String!] @auth(role: ADMIN)
      plan: String = "free" @auth(role: ADMIN)
      secret: Secret
      next: Inner
      all: [[Inner!]]
    }
    input Inner { name: String  next: Leaf  all: [[Leaf!]] }
    input Leaf { name: String  roles: [String!] @auth(role: ADMIN)  secret: Secret }
    extend input Patch { late: Int @auth(role: ADMIN) }
    interface Saver { byInterface(id: ID @auth(role: ADMIN)): Int }
    type Query implements Saver @auth {
      save(patch: Patch, patches: [Patch]): Int
      force(all: Boolean = false @auth(role: ADMIN), ids: [Int!] = [1] @auth(role: ADMIN)): Int
      preset(patch: Patch = { name: "x", plan: "gold" }): Int
      whole(patch: Patch @auth(role: ADMIN)): Int
      byInterface(id: ID): Int
      own(org: ID, for: ID @auth(claims: [{ name: "org", argument: "org" }])): Int
    }`,
  resolvers: { Query: { save, force: save, preset: save, whole: save, byInterface: save, own: save } },
});

/** The field does not run. */
const refused = (field: string): Pick<Attack, 'data' | 'errors'> => ({
  data: { [field]: null },
  errors: [forbidden(field)],
});

describe('a protected argument', () => {
  attacksOn(forms, [
    { name: 'as a literal', query: '{ force(all: true) }', leaks: /true/, ...refused('force') },
    {
      name: 'as a variable',
      query: 'query ($b: Boolean) { force(all: $b) }',
      variables: { b: true },
      leaks: /true/,
      ...refused('force'),
    },
    {
      name: 'as the default of a variable',
      query: 'query ($b: Boolean = true) { force(all: $b) }',
      leaks: /true/,
      ...refused('force'),
    },
    {
      name: 'as null, which is no default',
      query: '{ force(all: null) }',
      leaks: /\\"all\\":null/,
      ...refused('force'),
    },
    {
      name: 'as null in a variable',
      query: 'query ($b: Boolean) { force(all: $b) }',
      variables: { b: null },
      leaks: /\\"all\\":null/,
      ...refused('force'),
    },
    {
      name: 'as null for the default of a variable',
      query: 'query ($b: Boolean = null) { force(all: $b) }',
      leaks: /\\"all\\":null/,
      ...refused('force'),
    },
    { name: 'as an empty list', query: '{ force(ids: []) }', leaks: /\\"ids\\":\[\]/, ...refused('force') },
    { name: 'as more than its default', query: '{ force(ids: [1, 1]) }', leaks: /\[1,1\]/, ...refused('force') },
    {
      name: 'as a single item for a list',
      query: 'query ($i: [Int!]) { force(ids: $i) }',
      variables: { i: 2 },
      leaks: /\[2\]/,
      ...refused('force'),
    },
    { name: 'as an input that is empty', query: '{ whole(patch: {}) }', leaks: /plan/, ...refused('whole') },
    { name: 'that an interface protects', query: '{ byInterface(id: 7) }', leaks: /7/, ...refused('byInterface') },
    {
      name: 'under an alias, beside a use without it',
      query: '{ a: force b: force(all: true) }',
      leaks: /true/,
      data: { a: 1, b: null },
      errors: [forbidden('b')],
      effects: ['{"all":false,"ids":[1]}'],
    },
    {
      name: 'in a fragment, with a variable of the operation',
      query: 'query ($b: Boolean!) { ...F } fragment F on Query { force(all: $b) }',
      variables: { b: true },
      leaks: /true/,
      ...refused('force'),
    },
    {
      name: 'whose rule reads another argument, that is left out',
      query: '{ own(for: 1) }',
      viewer: { ...as('u1'), claims: { org: 'acme' } },
      rightful: null,
      leaks: /\\"for\\":/,
      ...refused('own'),
    },
    {
      name: 'whose rule reads another argument, that is of somebody else',
      query: '{ own(for: "1", org: "other") }',
      viewer: { ...as('u1'), claims: { org: 'acme' } },
      rightful: { ...as('u1'), claims: { org: 'other' } },
      leaks: /other/,
      ...refused('own'),
    },
  ]);
});

describe('a protected input field', () => {
  attacksOn(forms, [
    { name: 'in a literal', query: '{ save(patch: { roles: ["ADMIN"] }) }', leaks: /ADMIN/, ...refused('save') },
    {
      name: 'in a variable',
      query: 'query ($p: Patch) { save(patch: $p) }',
      variables: { p: { roles: ['ADMIN'] } },
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'in the default of a variable',
      query: 'query ($p: Patch = { roles: ["ADMIN"] }) { save(patch: $p) }',
      tools17: 'leaves out the defaults of input fields in the default of a variable',
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'as a variable in a literal',
      query: 'query ($r: [String!]) { save(patch: { name: "a", roles: $r }) }',
      variables: { r: ['ADMIN'] },
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'as an item that is a variable, in a list in a literal',
      query: 'query ($r: String! = "ADMIN") { save(patch: { roles: ["USER", $r] }) }',
      leaks: /ADMIN/,
      ...refused('save'),
      jit: 'asks for a variable that is not null, though it has a default',
    },
    { name: 'as null', query: '{ save(patch: { roles: null }) }', leaks: /\\"roles\\":null/, ...refused('save') },
    {
      name: 'as an empty list',
      query: '{ save(patch: { roles: [] }) }',
      leaks: /\\"roles\\":\[\]/,
      ...refused('save'),
    },
    {
      name: 'three levels down',
      query: '{ save(patch: { next: { next: { roles: ["ADMIN"] } } }) }',
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'in the last item of lists in a list, in a variable',
      query: 'query ($a: [[Inner!]]) { save(patch: { all: $a }) }',
      variables: { a: [[{ name: 'a' }], null, [{ name: 'b' }, { next: { roles: ['ADMIN'] } }]] },
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'in a list that is written without brackets',
      query: '{ save(patch: { all: { all: { roles: "ADMIN" } } }) }',
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'in an argument that is a list, after null',
      query: '{ save(patches: [null, { name: "a" }, { roles: ["ADMIN"] }]) }',
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'in another value than its default',
      query: '{ save(patch: { plan: "gold" }) }',
      leaks: /gold/,
      ...refused('save'),
    },
    {
      name: 'in its default for a part, and in the preset of the whole changed',
      query: '{ preset(patch: { name: "y", plan: "gold" }) }',
      leaks: /gold/,
      ...refused('preset'),
    },
    { name: 'that an extension adds', query: '{ save(patch: { late: 1 }) }', leaks: /late/, ...refused('save') },
    {
      name: 'that is a protected scalar',
      query: '{ save(patch: { next: { next: { secret: "x" } } }) }',
      leaks: /secret/,
      ...refused('save'),
    },
    {
      name: 'by who is not signed in, who is refused the field as it is',
      query: '{ save(patch: { roles: ["ADMIN"] }) }',
      viewer: anonymous,
      leaks: /ADMIN/,
      data: { save: null },
      errors: [unauthenticated('save')],
    },
  ]);
});

const endless = world({
  sdl: `
    input Tree { name: String  left: Tree  right: [Tree!]  roles: [String!] @auth(role: ADMIN) }
    type Query { save(tree: Tree): Int @public }`,
  resolvers: { Query: { save } },
});

describe('an input that contains itself', () => {
  attacksOn(endless, [
    {
      name: 'in a literal',
      query: '{ save(tree: { left: { right: [{ name: "a" }, { left: { roles: ["ADMIN"] } }] } }) }',
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'in a variable, and in a variable in a literal',
      query: 'query ($t: Tree, $r: [Tree!]) { a: save(tree: $t) b: save(tree: { right: $r }) }',
      variables: { t: { left: { right: [{ roles: ['ADMIN'] }] } }, r: { left: { left: { roles: ['ADMIN'] } } } },
      leaks: /ADMIN.*ADMIN/,
      data: { a: null, b: null },
      errors: ['a', 'b'].map(forbidden),
      jit: 'runs out of memory on a variable whose type contains itself',
    },
  ]);
});

class Inheriting {
  readonly name = 'a';
  get roles() {
    return ['ADMIN'];
  }
  toJSON() {
    return { name: this.name, roles: this.roles };
  }
}
const opaque = { __proto__: null, roles: ['ADMIN'], constructor: 'x' };
const hostile = world({
  sdl: `
    scalar Opaque
    scalar Blob @auth(role: ADMIN)
    input Patch { name: String  roles: [String!] @auth(role: ADMIN) }
    input Odd { constructor: Int @auth(role: ADMIN)  toString: Int }
    input Choice @oneOf { name: String  blob: Blob  patch: Patch }
    type Query {
      save(patch: Patch): Int @public
      constructor(toString: Int @auth(role: ADMIN), valueOf: Odd): Int @public
      opaque(it: Opaque, blobs: [Blob]): Int @public
      choose(it: Choice): Int @public
    }`,
  resolvers: { Query: { save, constructor: save, opaque: save, choose: save } },
});

describe('an input of hostile shape:', () => {
  attacksOn(hostile, [
    {
      name: 'an argument and a field named like what every object has',
      query: '{ constructor(toString: 1) a: constructor(valueOf: { constructor: 1 }) }',
      leaks: /toString.*constructor/,
      data: { constructor: null, a: null },
      errors: ['constructor', 'a'].map(forbidden),
    },
    {
      name: 'a variable that inherits the field, as a careless server could pass it on',
      query: 'query ($p: Patch) { save(patch: $p) }',
      variables: { p: new Inheriting() },
      leaks: /ADMIN/,
      ...refused('save'),
    },
    {
      name: 'a protected scalar in a list',
      query: 'query ($b: [Blob]) { opaque(it: 1, blobs: $b) }',
      variables: { b: [null, opaque] },
      leaks: /ADMIN/,
      ...refused('opaque'),
    },
    {
      name: 'the one of several that is protected',
      query:
        'query ($c: Choice) { a: choose(it: { blob: 1 }) b: choose(it: { patch: { roles: "ADMIN" } }) c: choose(it: $c) }',
      variables: { c: { patch: { roles: ['ADMIN'] } } },
      leaks: /blob.*ADMIN.*ADMIN/,
      data: { a: null, b: null, c: null },
      errors: ['a', 'b', 'c'].map(forbidden),
    },
  ]);
});
