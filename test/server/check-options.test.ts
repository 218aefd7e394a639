import { expect, test } from '@jest/globals';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { createServer } from '../../src/server/create-server.js';
import { MASTER_KEY } from '../support/server.js';

const config = loadConfig({ modules, env: { MASTER_KEY } });
const make = (options: object, some = modules) => createServer({ modules: some, config, ...options });
const OWN = 'modules, config, roles, context, log, clock, randomBytes, announce';

test('an option that nobody looks at is a mistake of the programmer', () => {
  expect(() => make({ claimFor: () => ({}), onEvnt: () => {} })).toThrow(
    new TypeError(
      `createServer has no option claimFor, onEvnt. With these modules, its options are ${OWN}, onEvent, claimsFor.`,
    ),
  );
});

test('so is a hook whose module is left out', () => {
  const some = modules.filter(({ name }) => !['sessions', 'accounts'].includes(name));
  expect(() => make({ claimsFor: () => ({}) }, some)).toThrow('createServer has no option claimsFor.');
  expect(() => make({ claimsFor: undefined, onEvent: () => {} }, some)).not.toThrow();
});

test('the options of the server and of its modules are taken', () => {
  expect(() => make({ claimsFor: () => ({}), onEvent: () => {}, context: () => ({}), clock: Date.now })).not.toThrow();
});
