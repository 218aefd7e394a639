const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const TICKS_PER_SECOND = 100;

/** Of this process, and of the processes that it started and that have ended: of those, zero where the system has no /proc. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return { own: (user + system) / 1e6, ofProcesses: ofProcesses() };
}

/** proc_pid_stat(5): `cutime` and `cstime`, of which the name before them can hold anything. */
function ofProcesses() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

const record = () => join(process.env.PORTCULLIS_TEST_FOLDER, 'cpu-seconds');

/** Workers are processes of their own: what they note, the reporter reads. */
function noteCpuSeconds(file, before) {
  const { own, ofProcesses } = cpuSeconds();
  const seconds = own - before.own + ofProcesses - before.ofProcesses;
  appendFileSync(record(), `${JSON.stringify({ file, seconds })}\n`);
}

function readCpuSeconds() {
  if (!existsSync(record())) return [];
  const lines = readFileSync(record(), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

module.exports = { cpuSeconds, noteCpuSeconds, readCpuSeconds };
