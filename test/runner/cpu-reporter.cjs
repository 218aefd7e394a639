const { relative } = require('node:path');
const { cpuSeconds, readCpuSeconds } = require('./cpu-seconds.cjs');

const SHOWN = 5;

/** Tells what a run took, and which files took the most: time that passes says little on a machine that does more. */
class CpuReporter {
  onRunComplete() {
    const dearest = readCpuSeconds()
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, SHOWN)
      .map(({ file, seconds }) => `${relative(process.cwd(), file)} ${seconds.toFixed(1)}`);
    // The workers have ended by then.
    process.once('exit', () => {
      const { own, ofProcesses } = cpuSeconds();
      process.stdout.write(`\nCPU seconds: ${(own + ofProcesses).toFixed()}. Most of them: ${dearest.join(', ')}\n`);
    });
  }
}

module.exports = CpuReporter;
