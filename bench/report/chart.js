// The chart: a panel a workload, a bar a server, on a scale of powers of ten.
import { isOtherAnswer } from '../servers/index.js';

const OURS = '#0b6e4f';
const OURS_WITHOUT = '#7fb8a4';
const PEER = '#c8553d';
const PEER_WITHOUT = '#e3b3a6';
const FLOOR = '#9aa0a6';
const COLORS = {
  portcullis: OURS,
  'portcullis-no-auth': OURS_WITHOUT,
  apollo: PEER_WITHOUT,
  mercurius: PEER_WITHOUT,
  http: FLOOR,
};
const LEGEND = [
  ['Portcullis', OURS],
  ['without @auth', OURS_WITHOUT],
  ['peers with authorization', PEER],
  ['without', PEER_WITHOUT],
  ['bare node:http', FLOOR],
];

const PANEL_WIDTH = 520;
const NAME_WIDTH = 160;
const VALUE_WIDTH = 56;
const BAR_HEIGHT = 15;
const ROW_HEIGHT = 20;
const PANEL_HEAD = 30;
const PANEL_GAP = 34;
const MARGIN = 24;
const TOP = 84;

/** `results` as an SVG. */
export function chart(results, { date, machine, node }) {
  const workloads = [...new Set(results.map(({ workload }) => workload))];
  const servers = new Set(results.map(({ server }) => server)).size;
  const panelHeight = PANEL_HEAD + servers * ROW_HEIGHT + 24 + PANEL_GAP;
  const columns = Math.min(2, workloads.length);
  const width = MARGIN * 2 + columns * PANEL_WIDTH;
  const height = TOP + Math.ceil(workloads.length / columns) * panelHeight;
  const scale = scaleOf(results);
  const panels = workloads.map((workload, index) => {
    const [x, y] = [MARGIN + (index % columns) * PANEL_WIDTH, TOP + Math.floor(index / columns) * panelHeight];
    const rows = results.filter((result) => result.workload === workload);
    return `<g transform="translate(${x} ${y})">${panel(workload, rows, scale)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12" fill="#202124">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${MARGIN}" y="32" font-size="18" font-weight="600">CPU time of the server for a request, µs (less is better; each step of the scale is ten times)</text>
<text x="${MARGIN}" y="52" fill="#5f6368">${date}, ${escaped(machine)}, Node ${node}; a fresh token for every 100 requests</text>
${legend()}
${panels.join('\n')}
<text x="${MARGIN}" y="${height - 12}" fill="#5f6368">* Not the same answer: without rules the field is given; Yoga takes it out of the query; authz refuses the whole query.</text>
</svg>
`;
}

function legend() {
  let x = MARGIN;
  const items = LEGEND.map(([text, color]) => {
    const item = `<rect x="${x}" y="62" width="12" height="12" rx="2" fill="${color}"/><text x="${x + 17}" y="72">${text}</text>`;
    x += 17 + text.length * 7 + 20;
    return item;
  });
  return items.join('');
}

function panel(workload, rows, { toX, ticks }) {
  const bottom = PANEL_HEAD + rows.length * ROW_HEIGHT;
  const grid = ticks.map(
    (tick) =>
      `<line x1="${toX(tick)}" x2="${toX(tick)}" y1="${PANEL_HEAD - 4}" y2="${bottom}" stroke="#e8eaed"/>` +
      `<text x="${toX(tick)}" y="${bottom + 15}" text-anchor="middle" fill="#5f6368">${tick.toLocaleString('en-US')}</text>`,
  );
  const bars = rows.map(({ server, cpuMicrosPerRequest }, index) => {
    const y = PANEL_HEAD + index * ROW_HEIGHT;
    const end = toX(cpuMicrosPerRequest);
    return (
      `<text x="${NAME_WIDTH - 8}" y="${y + 12}" text-anchor="end">${server}${isOtherAnswer(server, workload) ? ' *' : ''}</text>` +
      `<rect x="${NAME_WIDTH}" y="${y}" width="${(end - NAME_WIDTH).toFixed(1)}" height="${BAR_HEIGHT}" rx="2" fill="${COLORS[server] ?? PEER}"/>` +
      `<text x="${(end + 5).toFixed(1)}" y="${y + 12}">${valueText(cpuMicrosPerRequest)}</text>`
    );
  });
  return `<text x="${NAME_WIDTH}" y="16" font-size="14" font-weight="600">${workload}</text>${grid.join('')}${bars.join('')}`;
}

/** From the power of ten below the least to the one above the most, the same in all panels. */
function scaleOf(results) {
  const values = results.map(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest);
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const barWidth = PANEL_WIDTH - NAME_WIDTH - VALUE_WIDTH;
  return {
    toX: (value) => NAME_WIDTH + ((Math.log10(value) - low) / (high - low)) * barWidth,
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

function valueText(value) {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');
}

function escaped(text) {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
