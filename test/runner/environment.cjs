const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { cpuSeconds, noteCpuSeconds } = require('./cpu-seconds.cjs');

const { exit } = process;
const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'Date'];
const real = Object.fromEntries(TIMERS.map((name) => [name, globalThis[name]]));

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
  #env = { ...process.env };
  #folder = process.cwd();
  #before = cpuSeconds();
  #file;

  constructor({ projectConfig }, { testPath }) {
    this.#file = testPath;
    this.fakeTimersModern = new FakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
    // A spy on a timer that was fake brings the fake one back.
    Object.assign(globalThis, real);
    process.exit = exit;
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
    process.chdir(this.#folder);
    noteCpuSeconds(this.#file, this.#before);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
};
