const asyncHooks = require('node:async_hooks');
const { register } = require('node:module');
const { pathToFileURL } = require('node:url');
const circus = require('jest-circus/runner').default;

const CIRCUS_OF_A_FILE = require.resolve('jest-circus/runner').replace('runner.js', 'jestAdapterInit.js');

register('./typescript.mjs', pathToFileURL(__filename));
process.setSourceMapsEnabled(true);

let run = 0;

/**
 * jest-circus, for one test file. It makes an `AsyncLocalStorage`, which makes each promise of the process dearer as long
 * as it is in use: with those of fifty files, a tenth of the time was theirs.
 */
function loadCircus(storages) {
  const { AsyncLocalStorage } = asyncHooks;
  asyncHooks.AsyncLocalStorage = class extends AsyncLocalStorage {
    constructor(...options) {
      super(...options);
      storages.push(this);
    }
  };
  try {
    return require(CIRCUS_OF_A_FILE);
  } finally {
    asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
  }
}

/**
 * jest-circus as it is, but Node itself loads the test files and what they import, instead of Jest's `vm` modules.
 * So a worker loads and compiles `src/` and its packages once, and not once for each test file. What is in `test/` is
 * loaded anew for each.
 */
module.exports = async function runTestFile(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  run += 1;
  // Jest's own source maps do not know these modules; Node's do.
  Error.prepareStackTrace = undefined;
  delete require.cache[CIRCUS_OF_A_FILE];
  delete globalThis[Symbol.for('EVENT_HANDLERS')];
  const storages = [];
  const native = Object.create(runtime, {
    requireInternalModule: { value: (path) => (path === CIRCUS_OF_A_FILE ? loadCircus(storages) : require(path)) },
    unstable_shouldLoadAsEsm: { value: () => true },
    unstable_importModule: {
      value: (path) => {
        globalThis[Symbol.for('jest globals')] = runtime.requireModuleOrMock(path, '@jest/globals');
        return import(`${pathToFileURL(path)}?run=${run}`);
      },
    },
  });
  try {
    return await circus(globalConfig, config, environment, native, testPath, sendMessageToJest);
  } finally {
    for (const storage of storages) storage.disable();
  }
};
