// The results as Markdown, for the page and for the terminal.
import { isOtherAnswer } from '../servers/index.js';

/** CPU time and requests a second, a row for each server. */
export function resultTable(results) {
  const workloads = [...new Set(results.map(({ workload }) => workload))];
  const servers = [...new Set(results.map(({ server }) => server))];
  const cell = (server, workload) => {
    const found = results.find((result) => result.server === server && result.workload === workload);
    const mark = isOtherAnswer(server, workload) ? ' *' : '';
    return `${number(found.cpuMicrosPerRequest)} (${number(found.requestsPerSecond)})${mark}`;
  };
  return table([
    ['', ...workloads.map((workload) => `${workload}`)],
    ...servers.map((server) => [`\`${server}\``, ...workloads.map((workload) => cell(server, workload))]),
  ]);
}

export const OTHER_ANSWER_NOTE =
  '\\* Not the same answer: without rules the field is given; Yoga takes it out of the query; authz refuses the whole query.';

export function reachTable(rows) {
  return table([
    ['workload', 'ratio of', 'measured', 'bar', 'aim'],
    ...rows.map(({ workload, what, ratio, interval, bar, aim, barReached, aimReached }) => [
      workload,
      what,
      interval
        ? `${interval.ratio.toFixed(3)}, at most ${ratio.toFixed(3)} (95 %, ${interval.pairs} pairs)`
        : ratio.toFixed(2),
      `≤ ${bar.toFixed(2)}: ${barReached ? 'reached' : 'missed'}`,
      aim === undefined ? '' : `≤ ${aim.toFixed(2)}: ${aimReached ? 'reached' : 'missed'}`,
    ]),
  ]);
}

/** Columns as wide as their widest cell, the figures to the right. */
function table([head, ...rows]) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const line = (row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

function number(value) {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');
}
