import type { ClientAddress } from './client-address.js';
import type { RequestObserver } from './observe-requests.js';
import type { NotedOperation, NotedViewer, RequestEnd, RequestRecord } from './request-record.js';
import { readTarget } from './request-target.js';
import type { TellViewer } from './told-viewer.js';

export type LineLevel = 'debug' | 'info' | 'warn';

/** Writes a line whose fields are JSON already: `"status":200,"ms":1.5`. */
export interface WriteLine {
  isOn(level: LineLevel): boolean;
  write(level: LineLevel, fields: string, message: string): void;
}

export interface RequestLogOptions {
  readonly line: WriteLine;
  readonly addressOf: ClientAddress;
  /** Those that the server has. */
  readonly paths: ReadonlySet<string>;
  readonly tellViewer: TellViewer;
}

const HEALTH: readonly string[] = ['/healthz', '/readyz'];
const MAX_ERRORS = 10;

const MAX_SEGMENTS = 8;

/**
 * A line for each request, by its outcome: `warn` for a status of 500 and more, `debug` for checks of health, else `info`.
 * It is put together by hand: the general way costs ten times as much.
 */
export function createRequestLog({ line, addressOf, paths, tellViewer }: RequestLogOptions): RequestObserver {
  const pathOf = createPathOf(paths);
  const describeViewer = createDescribeViewer(tellViewer);
  return Object.freeze({
    isOn: () => line.isOn('warn'),
    ended: (record: RequestRecord, end: RequestEnd) => {
      const path = pathOf(record.request.url ?? '/');
      const level = levelOf(path, end.status);
      if (!line.isOn(level)) return;
      const address = addressOf(record.request);
      const fields =
        `"request":"${record.id}"${record.brought === undefined ? '' : `,"brought":"${record.brought}"`},"method":"${record.request.method}","path":"${path}",` +
        `"status":${end.status},"ms":${Math.round(end.milliseconds * 100) / 100}` +
        `${end.isGone ? ',"gone":true' : ''}${describeOperations(record)}` +
        `${record.by ? describeViewer(record.by) : ''}${address === null ? '' : `,"client":"${address}"`}`;
      line.write(level, fields, end.isGone ? 'request: the client disconnected' : 'request');
    },
  });
}

function levelOf(path: string, status: number | null): LineLevel {
  if (HEALTH.includes(path)) return 'debug';
  return status !== null && status >= 500 ? 'warn' : 'info';
}

/** A path that the server has not may have anything in it, as a token in the wrong place: of that no word is told. */
function createPathOf(paths: ReadonlySet<string>): (url: string) => string {
  const words = new Set([...paths].flatMap((path) => path.split('/')));
  return (url) => {
    if (url === '/graphql') return url;
    const { path } = readTarget(url);
    if (paths.has(path)) return path;
    const segments = path.split('/', MAX_SEGMENTS + 1);
    return segments.map((segment, at) => (at < MAX_SEGMENTS && words.has(segment) ? segment : '…')).join('/');
  };
}

function describeOperations({ operations, code }: RequestRecord): string {
  const errors = code === undefined ? '' : `,"errors":["${code}"]`;
  if (!operations) return errors;
  const [first] = operations;
  if (first && operations.length === 1) return `,${describe(first)}${errors}`;
  return `,"operations":[${operations.map((operation) => `{${describe(operation)}}`).join()}]${errors}`;
}

function describe({ operation: { kind, name, document }, errors }: NotedOperation): string {
  const called = name === null ? `"document":${textOrNull(document())}` : `"operation":"${name}"`;
  return `${called},"kind":${textOrNull(kind)}${errors.length > 0 ? `,"errors":${codesOf(errors)}` : ''}`;
}

function textOrNull(text: string | null): string {
  return text === null ? 'null' : `"${text}"`;
}

/** Each once, and not all of many: a module of its own can have any. */
function codesOf(errors: NotedOperation['errors']): string {
  const codes = new Set(errors.map(({ extensions }) => String(extensions?.code ?? 'INTERNAL_SERVER_ERROR')));
  return JSON.stringify([...codes].slice(0, MAX_ERRORS).map((code) => code.slice(0, 100)));
}

/** Of each token once. */
function createDescribeViewer(tellViewer: TellViewer): (by: NotedViewer) => string {
  const known = new WeakMap<object, string>();
  return ({ viewer, sessionId }) => {
    if (!viewer.authenticated) return describeAnonymous(viewer.reason, sessionId);
    const before = known.get(viewer.claims);
    if (before !== undefined) return before;
    const text = `,"viewer":${JSON.stringify(tellViewer(viewer))}${describeSession(sessionId)}`;
    known.set(viewer.claims, text);
    return text;
  };
}

function describeAnonymous(reason: string | null, sessionId: string | null): string {
  const token = reason === null || reason === 'TOKEN_MISSING' ? '' : `,"token":"${reason}"`;
  return `,"viewer":null${token}${describeSession(sessionId)}`;
}

function describeSession(sessionId: string | null): string {
  return sessionId === null ? '' : `,"sid":${JSON.stringify(sessionId)}`;
}
