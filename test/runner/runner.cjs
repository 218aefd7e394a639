const { register } = require('node:module');
const { pathToFileURL } = require('node:url');
const circus = require('jest-circus/runner').default;

const CIRCUS_OF_A_FILE = require.resolve('jest-circus/runner').replace('runner.js', 'jestAdapterInit.js');

register('./typescript.mjs', pathToFileURL(__filename));
process.setSourceMapsEnabled(true);

let run = 0;

/**
 * jest-circus as it is, but Node itself loads the test files and what they import, instead of Jest's `vm` modules.
 * So a worker loads and compiles `src/` and its packages once, and not once for each test file. What is in `test/` is
 * loaded anew for each.
 */
module.exports = function runTestFile(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  run += 1;
  // Jest's own source maps do not know these modules; Node's do.
  Error.prepareStackTrace = undefined;
  delete require.cache[CIRCUS_OF_A_FILE];
  delete globalThis[Symbol.for('EVENT_HANDLERS')];
  const native = Object.create(runtime, {
    requireInternalModule: { value: require },
    unstable_shouldLoadAsEsm: { value: () => true },
    unstable_importModule: {
      value: (path) => {
        globalThis[Symbol.for('jest globals')] = runtime.requireModuleOrMock(path, '@jest/globals');
        return import(`${pathToFileURL(path)}?run=${run}`);
      },
    },
  });
  return circus(globalConfig, config, environment, native, testPath, sendMessageToJest);
};
