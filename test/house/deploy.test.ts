import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { modules } from '../../src/modules.js';
import { listVariables } from '../../src/server/config/config.js';

const read = (path: string) => readFileSync(path, 'utf8');
const known = new Set(listVariables(modules).map(({ name }) => name));
const dockerfile = read('Dockerfile');
const manifests = parseAllDocuments(read('deploy/kubernetes/portcullis.yaml')).map((document) => document.toJS());
const manifestOf = (kind: string) => manifests.find((manifest) => manifest.kind === kind);

/** The names of metrics in an expression of Prometheus, without what a histogram adds to its own. */
const metricsIn = (text: string) =>
  [...text.matchAll(/\b(?:portcullis|nodejs|process)_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''));
const listed = new Set([...read('docs/metrics.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name));

describe('the Dockerfile', () => {
  test('sets variables that there are, and runs without rights', () => {
    const [, env = ''] = /^ENV (.*)$/m.exec(dockerfile) ?? [];
    expect(env.split(' ').filter((pair) => !known.has(pair.split('=')[0] ?? ''))).toEqual([]);
    expect(dockerfile.lastIndexOf('\nUSER node\n')).toBeGreaterThan(dockerfile.lastIndexOf('\nFROM '));
    expect(dockerfile).toContain('/healthz');
  });

  const [, check = ''] = /^ {2}CMD (.*)$/m.exec(dockerfile) ?? [];
  const pem = (part: string) => readFileSync(`test/support/certificates/first-${part}.pem`);
  /** The code that the health check ends with, where this is answered. */
  async function exitCodeFor(kind: 'http' | 'https', status: number, env: NodeJS.ProcessEnv): Promise<number> {
    const asked: (string | undefined)[] = [];
    const answer: Parameters<typeof createServer>[1] = (request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    };
    const server =
      kind === 'http' ? createServer({}, answer) : createTlsServer({ cert: pem('cert'), key: pem('key') }, answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const [, ...args] = JSON.parse(check);
    const PORT = String((server.address() as AddressInfo).port);
    const code = await new Promise<number>((resolve) => {
      execFile(process.execPath, args, { env: { PORT, ...env } }, (error) => resolve(Number(error?.code ?? 0)));
    });
    server.close();
    server.closeAllConnections();
    expect(asked.filter((url) => url !== '/healthz')).toEqual([]);
    return code;
  }

  test('has a health check that follows TLS_CERT_FILE', async () => {
    const secure = { TLS_CERT_FILE: '/etc/tls/cert.pem' };
    expect(await exitCodeFor('http', 200, {})).toBe(0);
    expect(await exitCodeFor('http', 503, {})).toBe(1);
    expect(await exitCodeFor('https', 200, secure)).toBe(0);
    expect(await exitCodeFor('https', 503, secure)).toBe(1);
    expect(await exitCodeFor('http', 200, secure)).toBe(1);
  });
});

describe('compose.yaml', () => {
  const { services } = parse(read('compose.yaml'));
  const instances = Object.entries<{ environment: object }>(services).filter(([name]) =>
    name.startsWith('portcullis-'),
  );

  test('has three instances that are alike, with variables that there are', () => {
    expect(instances).toHaveLength(3);
    for (const [, instance] of instances) {
      expect(instance).toEqual(services['portcullis-1']);
      expect(instance).not.toHaveProperty('ports');
      expect(instance.environment).toHaveProperty('METRICS_HOST');
      expect(Object.keys(instance.environment).filter((name) => !known.has(name))).toEqual([]);
    }
  });

  test('has a proxy and a Prometheus that know each of them', () => {
    const targets = parse(read('deploy/prometheus.yml')).scrape_configs[0].static_configs[0].targets;
    expect(targets).toEqual(instances.map(([name]) => `${name}:9464`));
    const upstreams = [...read('deploy/nginx.conf').matchAll(/^ +server (\S+:\d+)/gm)].map(([, address]) => address);
    expect(upstreams).toEqual(instances.map(([name]) => `${name}:4000`));
  });
});

describe('the manifests of Kubernetes', () => {
  const { replicas, template } = manifestOf('Deployment').spec;
  const [container] = template.spec.containers;

  test('set variables that there are', () => {
    expect(Object.keys(manifestOf('ConfigMap').data).filter((name) => !known.has(name))).toEqual([]);
  });

  test('leave all instances but one through a disruption, and none to a root', () => {
    expect(manifestOf('PodDisruptionBudget').spec.minAvailable).toBe(replicas - 1);
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  });

  test('ask for what the server answers, at ports that it has', () => {
    const ports = Object.fromEntries(
      container.ports.map((port: { name: string; containerPort: number }) => [port.name, port.containerPort]),
    );
    expect(ports).toEqual({ http: 4000, metrics: Number(manifestOf('ConfigMap').data.METRICS_PORT) });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
  });

  test('let Prometheus alone read the metrics', () => {
    expect(manifestOf('ConfigMap').data).toHaveProperty('METRICS_HOST');
    const { podSelector, policyTypes, ingress } = manifestOf('NetworkPolicy').spec;
    expect([podSelector.matchLabels, policyTypes]).toEqual([template.metadata.labels, ['Ingress']]);
    expect(ingress).toEqual([
      { ports: [{ port: 'http' }] },
      {
        ports: [{ port: 'metrics' }],
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      },
    ]);
  });

  test('choose the pods that they make', () => {
    const { labels } = template.metadata;
    for (const kind of ['Service', 'PodDisruptionBudget', 'Deployment']) {
      const { selector } = manifestOf(kind).spec;
      expect(selector.matchLabels ?? selector).toEqual(labels);
    }
  });
});

test('alerts and the dashboard ask for metrics that docs/metrics.md has', () => {
  const { panels } = JSON.parse(read('deploy/grafana/dashboards/portcullis.json'));
  const { groups } = parse(read('deploy/alerts.yml'));
  const expressions: string[] = [
    ...panels.flatMap(({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => expr)),
    ...groups.flatMap(({ rules }: { rules: { expr: string }[] }) => rules.map(({ expr }) => expr)),
  ];
  expect(expressions.length).toBeGreaterThan(30);
  const asked = expressions.flatMap(metricsIn).filter((name) => name.startsWith('portcullis_'));
  expect([...new Set(asked)].filter((name) => !listed.has(name))).toEqual([]);
  const shown = new Set(
    panels.flatMap(({ targets }: { targets: { expr: string }[] }) => targets.flatMap(({ expr }) => metricsIn(expr))),
  );
  expect([...listed].filter((name) => !shown.has(name))).toEqual([]);
});
