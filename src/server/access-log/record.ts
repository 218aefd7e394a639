import type { ToldDecision } from '../../access/index.js';
import type { Context } from '../../module/index.js';
import type { DocumentHash } from '../graphql/document-hash.js';
import type { TellViewer, ToldViewer } from '../http/told-viewer.js';

const VERSION = 1;
const MAX_NAME_LENGTH = 100;

/**
 * One decision of `@auth`: names of the schema, and who asked; no value of the request, and no alias. Within a version
 * members are added, and none is taken away or given another meaning.
 */
export interface DecisionRecord {
  readonly v: typeof VERSION;
  /** RFC 3339, in UTC. */
  readonly at: string;
  /** The id of the request, as the line of the request has it. */
  readonly request: string | null;
  /** The name of the operation. */
  readonly operation: string | null;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** SHA-256 of the text of the document, in hexadecimal. */
  readonly document: string;
  /** The address of the client. */
  readonly client: string | null;
  /** Null for who is not signed in. */
  readonly viewer: (ToldViewer & { readonly roles: readonly string[]; readonly scopes: readonly string[] }) | null;
  /** `Type.field` */
  readonly coordinate: string;
  /** `file:line` of the rule that decided. */
  readonly rule: string | null;
  /** What that rule stands on: `Type` or `Type.field`. */
  readonly ruleOn: string | null;
  /** `would refuse`: in a dry run. */
  readonly outcome: 'allowed' | 'refused' | 'would refuse';
  /** `FORBIDDEN`, or why the viewer is not signed in; null of what was allowed. */
  readonly reason: string | null;
}

export interface RecordOptions {
  readonly tellViewer: TellViewer;
  readonly hashOf: DocumentHash;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly isDryRun: boolean;
}

export function createRecordOf({ tellViewer, hashOf, clock, isDryRun }: RecordOptions) {
  return ({ outcome, coordinate, rule, code, reason, viewer, operation, context }: ToldDecision<Context>) => {
    const { ipAddress, requestId } = context.client;
    const told = tellViewer(viewer);
    return {
      v: VERSION,
      at: new Date(clock()).toISOString(),
      request: requestId ?? null,
      operation: operation.name?.value.slice(0, MAX_NAME_LENGTH) ?? null,
      kind: operation.operation,
      document: hashOf(operation),
      client: ipAddress,
      viewer: told && viewer && { ...told, roles: viewer.roles, scopes: viewer.scopes },
      coordinate,
      rule: rule?.location ?? null,
      ruleOn: rule?.coordinate ?? null,
      outcome: outcome === 'refused' && isDryRun ? 'would refuse' : outcome,
      reason: reason ?? code,
    } satisfies DecisionRecord;
  };
}
