import type { NewServer } from './server.js';

/** The metrics of a server with METRICS_PORT, by the series: `name{label="value"}`. */
export async function readMetrics({ logged }: Pick<NewServer, 'logged'>): Promise<ReadonlyMap<string, number>> {
  const told = logged.find(({ msg }) => msg === 'serving metrics');
  const text = await (await fetch(`http://127.0.0.1:${told?.port}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end))];
    }),
  );
}
