const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const { exit } = process;

/** With these stopped, Node and Jest would stop as well: they are in the same process. */
const NEVER_FAKE = ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'];

class FakeTimers extends ModernFakeTimers {
  useFakeTimers(config = {}) {
    super.useFakeTimers({ ...config, doNotFake: [...NEVER_FAKE, ...(config.doNotFake ?? [])] });
  }
}

/** Tests run with the global object of Node itself, as the server does in production. */
module.exports = class Environment {
  global = globalThis;
  fakeTimers = null;
  moduleMocker = new ModuleMocker(globalThis);

  constructor({ projectConfig }) {
    this.fakeTimersModern = new FakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    process.exit = exit;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
};
