import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMetrics, type ServerMetrics } from '../../../src/server/metrics/metrics.js';

let failures: [string, unknown][];
let metrics: ServerMetrics;
beforeEach(() => {
  failures = [];
  metrics = createMetrics({ onFailure: (name, error) => failures.push([name, error]) });
});

/** The lines of the metrics whose names begin so, without their help. */
async function linesOf(prefix: string): Promise<readonly string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(prefix));
}

/** So long what was waited for is not read again. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1000));

describe('a metric', () => {
  test('that goes up and down is read each time that somebody asks', async () => {
    let value = 3;
    metrics.gauge({ name: 'things', help: 'Things.' }, () => value);
    expect(await linesOf('things')).toEqual(['things 3']);
    value = 0;
    expect(await linesOf('things')).toEqual(['things 0']);
  });

  test('that is read has just what it was told the last time, by its labels', async () => {
    let kinds = ['a', 'b'];
    const read = async () => kinds.map((kind, index) => ({ labels: { kind }, value: index }));
    metrics.gauge({ name: 'kinds', help: 'Kinds.', labels: ['kind'] }, read);
    metrics.total({ name: 'kinds_seen_total', help: 'Kinds.', labels: ['kind'] }, read);
    expect(await linesOf('kinds')).toEqual([
      'kinds{kind="a"} 0',
      'kinds{kind="b"} 1',
      'kinds_seen_total{kind="a"} 0',
      'kinds_seen_total{kind="b"} 1',
    ]);
    kinds = ['c'];
    await aSecond();
    expect(await linesOf('kinds')).toEqual(['kinds{kind="c"} 0', 'kinds_seen_total{kind="c"} 0']);
  });

  test('is counted by what comes back, and its times fall into buckets', async () => {
    const count = metrics.counter({ name: 'asked_total', help: 'Asked.', labels: ['how'] });
    count({ how: 'kindly' });
    count({ how: 'kindly' });
    const observe = metrics.histogram({ name: 'took_seconds', help: 'Took.', buckets: [0.1, 1] });
    observe(0.5, {});
    expect(await linesOf('asked')).toEqual(['asked_total{how="kindly"} 2']);
    expect(await linesOf('took')).toEqual([
      'took_seconds_bucket{le="0.1"} 0',
      'took_seconds_bucket{le="1"} 1',
      'took_seconds_bucket{le="+Inf"} 1',
      'took_seconds_sum 0.5',
      'took_seconds_count 1',
    ]);
  });

  test('that cannot be read is left out and told once, and all others are there', async () => {
    let error: Error | undefined = new Error('The database is away.');
    const read = async () => {
      if (error) throw error;
      return 1;
    };
    metrics.gauge({ name: 'broken', help: 'Broken.' }, read);
    metrics.total({ name: 'broken_total', help: 'Broken.' }, read);
    metrics.gauge({ name: 'whole', help: 'Whole.' }, () => 1);
    expect([await linesOf('broken'), await linesOf('broken'), await linesOf('whole')]).toEqual([[], [], ['whole 1']]);
    expect(failures).toEqual([
      ['broken', error],
      ['broken_total', error],
    ]);
    error = undefined;
    await aSecond();
    expect(await linesOf('broken')).toEqual(['broken 1', 'broken_total 1']);
    expect(failures).toHaveLength(2);
  });

  test('that is counted elsewhere is what was read, however many ask at once', async () => {
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const read = async () => {
      await released;
      return [{ labels: { kind: 'a' }, value: 5 }];
    };
    metrics.total({ name: 'slow_total', help: 'Slow.', labels: ['kind'] }, read);
    const [one, other] = [linesOf('slow_total'), linesOf('slow_total')];
    release();
    expect([await one, await other]).toEqual([['slow_total{kind="a"} 5'], ['slow_total{kind="a"} 5']]);
  });

  test('that has to be waited for is read once a second at most, however many ask', async () => {
    let reads = 0;
    metrics.gauge({ name: 'stored', help: 'Stored.' }, async () => {
      reads += 1;
      return reads;
    });
    const start = performance.now();
    for (let asked = 0; asked < 50; asked += 1) {
      const answers = await Promise.all([linesOf('stored'), linesOf('stored'), linesOf('stored')]);
      expect(new Set(answers.flat()).size).toBe(1);
    }
    expect(reads).toBeLessThanOrEqual(Math.ceil((performance.now() - start) / 1000));
    await aSecond();
    expect(await linesOf('stored')).toEqual([`stored ${reads}`]);
  });

  test('that nobody answers for is left out after 3 s, not asked again meanwhile, and all others are there', async () => {
    let reads = 0;
    metrics.gauge({ name: 'hanging', help: 'Hanging.' }, () => {
      reads += 1;
      return new Promise<number>(() => {});
    });
    metrics.gauge({ name: 'whole', help: 'Whole.' }, () => 1);
    const start = performance.now();
    expect(await linesOf('whole')).toEqual(['whole 1']);
    expect(await linesOf('hanging')).toEqual([]);
    expect(performance.now() - start).toBeLessThan(8000);
    expect(reads).toBe(1);
    expect(failures).toEqual([['hanging', new Error('It could not be read within 3 s.')]]);
  });

  test('does not grow without end: all labels that come later than 2,000 others are one', async () => {
    const count = metrics.counter({ name: 'named_total', help: 'Named.', labels: ['name', 'kind'] });
    for (let i = 0; i < 2010; i += 1) count({ name: `name ${i}`, kind: 'x' });
    count({ name: 'name 0', kind: 'x' });
    const lines = await linesOf('named_total');
    expect(lines).toHaveLength(2001);
    expect(lines).toContain('named_total{name="name 0",kind="x"} 2');
    expect(lines).toContain('named_total{name="other",kind="other"} 10');
  });

  test('has a name of its own', () => {
    metrics.gauge({ name: 'things', help: 'Things.' }, () => 1);
    expect(() => metrics.counter({ name: 'things', help: 'Others.' })).toThrow('things');
  });
});

test('a name of the process is taken, too', () => {
  expect(() => metrics.gauge({ name: 'process_cpu_seconds_total', help: 'Others.' }, () => 1)).toThrow('process_cpu');
});

test('the process is measured too: its memory, its CPU, its event loop', async () => {
  const text = await metrics.text();
  for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds']) {
    expect(text).toMatch(new RegExp(`^${name} `, 'm'));
  }
});
