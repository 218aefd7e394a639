const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Prints what was compared by time, as `test/support/timing-table.ts` has noted it. */
class TimingReporter {
  onRunComplete() {
    const path = join(process.env.PORTCULLIS_TEST_FOLDER, 'comparisons');
    if (!existsSync(path)) return;
    const comparisons = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const rows = comparisons.map(({ what, name, reference, ratio, medians, count }) => [
      what,
      `${name} / ${reference}`,
      ratio.toFixed(3),
      medians.map((median) => median.toFixed(2)).join(' / '),
      String(count),
    ]);
    const head = ['answer', 'pair', 'ratio', 'medians, ms', 'of each'];
    const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
    const lines = [head, ...rows].map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}

module.exports = TimingReporter;
