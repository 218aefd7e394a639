const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');

/** Writes down how many tests of each file passed, and which failed or were skipped. */
module.exports = class CountingReporter {
  #root;
  #files = {};

  constructor({ rootDir }) {
    this.#root = rootDir;
  }

  onTestResult(_test, { testFilePath, testResults, testExecError, failureMessage }) {
    const named = (status) => testResults.filter((each) => each.status === status).map(({ fullName }) => fullName);
    this.#files[relative(this.#root, testFilePath)] = {
      passed: named('passed').length,
      failed: [...named('failed'), ...(testExecError ? ['the file itself'] : [])],
      skipped: named('pending'),
      message: failureMessage ?? '',
    };
  }

  onRunComplete() {
    writeFileSync(process.env.COUNTS, JSON.stringify(this.#files));
  }
};
