import { describe } from '@jest/globals';
import { forbidden } from '../support.js';
import { attacksOn, effect, notRun, world } from './harness.js';

const { Query, Mutation } = {
  Query: { me: () => ({ name: 'Ann', email: 'ann@x' }) },
  Mutation: { ping: effect('pinged'), wipe: effect('wiped') },
};
const server = world({
  sdl: `
    type Query { me: User @public }
    type User { name: String  email: String @auth(role: ADMIN) }
    type Mutation { ping: Boolean @public  wipe: Boolean @auth(role: ADMIN) }`,
  resolvers: { Query, Mutation },
});

const JIT_REQUIRED = 'asks for a variable that is not null, though it has a default';
const JIT_SPREAD = 'drops a fragment altogether that is skipped in one place';

const held = { data: { ping: null, wipe: null }, errors: [notRun('ping'), forbidden('wipe')] };

describe('@skip and @include', () => {
  attacksOn(server, [
    {
      name: 'that say yes',
      query: '{ me { name email @include(if: true) @skip(if: false) } }',
      leaks: /ann@x/,
      data: { me: { name: 'Ann', email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'by the default of a variable',
      query: 'query ($b: Boolean = true, $c: Boolean! = false) { me { email @include(if: $b) @skip(if: $c) } }',
      jit: JIT_REQUIRED,
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'that skip one of two uses of a field',
      query: '{ me { email @skip(if: true) email } }',
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'that skip one of two objects which are merged',
      query: '{ me @skip(if: true) { name } me { email } }',
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'that skip one of two spreads of a fragment',
      query: '{ me { ...F @skip(if: true) ...F } } fragment F on User { email }',
      jit: JIT_SPREAD,
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
    {
      name: 'in fragments in fragments',
      query:
        'query ($b: Boolean!) { me { ...A @include(if: $b) } } fragment A on User { ... @include(if: $b) { email @include(if: $b) } }',
      variables: { b: true },
      leaks: /ann@x/,
      data: { me: { email: null } },
      errors: [forbidden('me.email')],
    },
  ]);
});

describe('@skip and @include in a mutation, of which nothing runs,', () => {
  attacksOn(server, [
    {
      name: 'by the default of a variable',
      query: 'mutation ($b: Boolean = true) { ping wipe @include(if: $b) }',
      leaks: /wiped/,
      ...held,
    },
    {
      name: 'against the default of a variable',
      query: 'mutation ($b: Boolean = false) { ping wipe @include(if: $b) }',
      variables: { b: true },
      leaks: /wiped/,
      ...held,
    },
    {
      name: 'against the default of a variable, by @skip',
      query: 'mutation ($b: Boolean! = true) { ping wipe @skip(if: $b) }',
      variables: { b: false },
      leaks: /wiped/,
      ...held,
    },
    {
      name: 'that skip one of two uses of a field',
      query: 'mutation { ping wipe @skip(if: true) wipe @include(if: true) }',
      leaks: /wiped/,
      ...held,
    },
    {
      name: 'that skip one of two spreads of a fragment',
      query: 'mutation { ...F @skip(if: true) ping ...F } fragment F on Mutation { wipe }',
      jit: JIT_SPREAD,
      leaks: /wiped/,
      ...held,
    },
    {
      name: 'that skip a fragment in another, which is spread again outside',
      query:
        'mutation { ...A ...B ping } fragment A on Mutation { ...B @include(if: false) } fragment B on Mutation { wipe }',
      jit: JIT_SPREAD,
      leaks: /wiped/,
      ...held,
    },
    {
      name: 'twice in one place, for a server that does not validate',
      query: 'mutation { ping wipe @skip(if: false) @skip(if: true) }',
      leaks: /wiped/,
      ...held,
      invalid: '@skip twice',
      jit: 'skips if any of them says so',
    },
  ]);
});
