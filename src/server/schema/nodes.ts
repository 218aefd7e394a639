import type { IResolvers } from '@graphql-tools/utils';
import { type GraphQLObjectType, type GraphQLResolveInfo, isObjectType } from 'graphql';
import type { Asking, FieldOfObjects, ObjectAccess } from '../../access/index.js';
import { PortcullisError } from '../../errors.js';
import type { Context, NodeType } from '../../module/index.js';
import { MAX_ID_LENGTH, readGlobalId } from '../../toolkit/global-id.js';
import { createLoader } from '../../toolkit/loader.js';
import { isObject } from '../../values/value-kinds.js';

const MAX_IDS = 100;
/** One statement of each loader reads so many. */
const MAX_IDS_PER_REQUEST = 1000;

export interface NodesOptions {
  readonly types: ReadonlyMap<string, NodeType>;
  /** There when the first request comes. */
  readonly objects: () => ObjectAccess;
}

/**
 * `node` and `nodes`: each loader is asked for all ids at once, and what the viewer may not see is as if it were not
 * there. A viewer who is not signed in is told so, whatever the id, where that could be the reason.
 */
export function createNodeResolvers(options: NodesOptions): IResolvers<unknown, Context> {
  const requests = new WeakMap<Context, NodesOfRequest>();
  const requestOf = (context: Context) => {
    const request = requests.get(context) ?? new NodesOfRequest(options, context);
    requests.set(context, request);
    return request;
  };
  return {
    Query: {
      node: (_root: unknown, { id }: { readonly id: string }, context: Context, info: GraphQLResolveInfo) => {
        const request = requestOf(context);
        request.take('id', 1);
        return request.find(id, { context, info });
      },
      nodes: (
        _root: unknown,
        { ids }: { readonly ids: readonly string[] },
        context: Context,
        info: GraphQLResolveInfo,
      ) => {
        const request = requestOf(context);
        request.take('ids', ids.length);
        return ids.map((id, index) => request.find(id, { context, info }, index));
      },
    },
    Node: { __resolveType: (row: object, context: Context) => requestOf(context).typeOf(row) },
  };
}

/** A type of which the viewer may see an object. */
interface Candidate extends FieldOfObjects {
  readonly globalIds: boolean;
  readonly load: (id: string) => Promise<object | null | undefined>;
}

interface Candidates {
  readonly open: readonly Candidate[];
  /** Why others are not among them, if that need not stay so. */
  readonly problem: (index: number | undefined, asking: Asking) => Error | undefined;
}

/** What one request asks for. */
class NodesOfRequest {
  readonly #options: NodesOptions;
  readonly #context: Context;
  /** By which loader each object was found: no object says itself of which type it is. */
  readonly #found = new WeakMap<object, string>();
  #candidates: Candidates | undefined;
  #taken = 0;

  constructor(options: NodesOptions, context: Context) {
    this.#options = options;
    this.#context = context;
  }

  /** Throws `BAD_USER_INPUT` for too many. */
  take(field: 'id' | 'ids', count: number): void {
    if (count > MAX_IDS) throw badInput(field, `Request at most ${MAX_IDS} ids.`);
    this.#taken += count;
    if (this.#taken > MAX_IDS_PER_REQUEST) {
      throw badInput(
        field,
        `A request may ask for at most ${MAX_IDS_PER_REQUEST} ids in all \`node\` and \`nodes\` fields together.`,
      );
    }
  }

  /** The object; null, or the error that is to be at its place. */
  find(id: string, asking: Asking, index?: number): Promise<object | null> | Error | null {
    this.#candidates ??= this.#findCandidates(asking);
    const { open, problem } = this.#candidates;
    const keys = keysOf(id, open);
    return keys.length === 0 ? (problem(index, asking) ?? null) : this.#look(keys, asking, index);
  }

  typeOf(row: object): string {
    const type = this.#found.get(row);
    if (type !== undefined) return type;
    throw new TypeError(
      'A resolver returned an object as a Node that `node` did not find. Make its field return a union, or another interface.',
    );
  }

  async #look(keys: readonly Key[], asking: Asking, index: number | undefined): Promise<object | null> {
    const found = await Promise.all(
      keys.map(async ({ candidate, key }) => {
        const row = await candidate.load(key);
        return row && (await this.#options.objects().isOpen(row, candidate, asking)) ? [{ candidate, row }] : [];
      }),
    );
    const [first, second] = found.flat();
    if (second && first) {
      throw new TypeError(
        `${first.candidate.type.name} and ${second.candidate.type.name} have an id in common. Make the ids of one of them with globalId.`,
      );
    }
    if (first) return this.#remember(first.row, first.candidate.type);
    // An id that names its type can be of none of those that were not asked.
    const error = keys.every(({ candidate }) => !candidate.globalIds) && this.#candidates?.problem(index, asking);
    if (error) throw error;
    return null;
  }

  #remember(row: object, { name }: GraphQLObjectType): object {
    const before = this.#found.get(row) ?? name;
    if (before !== name) throw new TypeError(`nodes.${before} and nodes.${name}: Both return the same object.`);
    this.#found.set(row, name);
    return row;
  }

  #findCandidates(asking: Asking): Candidates {
    const objects = this.#options.objects();
    const open: Candidate[] = [];
    let fault: Error | undefined;
    let isClosed = false;
    for (const [name, entry] of this.#options.types) {
      const type = asking.info.schema.getType(name);
      if (!isObjectType(type)) continue;
      const field = { type, field: 'id' };
      try {
        if (objects.mayBeOpen(field, asking)) open.push(this.#candidateOf(field, entry));
        else isClosed = true;
      } catch (error) {
        // Who the viewer is cannot be said now. What is public is found all the same.
        fault = error instanceof Error ? error : new TypeError(String(error));
      }
    }
    const problem: Candidates['problem'] = (index, at) =>
      fault ?? (isClosed ? objects.unauthenticated(at, index) : undefined);
    return { open, problem };
  }

  #candidateOf(field: FieldOfObjects, { load, globalIds }: NodeType): Candidate {
    const loader = createLoader(async (ids) => {
      const rows: unknown[] = Array.from(await load(ids, this.#context));
      return rows.map((row) => rowOf(row, field.type));
    });
    return { ...field, globalIds: globalIds === true, load: (id) => loader.load(id) };
  }
}

/** What a loader is asked for. */
interface Key {
  readonly candidate: Candidate;
  readonly key: string;
}

/** A global id names its type; any other can be of every type without them. */
function keysOf(id: string, candidates: readonly Candidate[]): readonly Key[] {
  if (id === '' || id.length > MAX_ID_LENGTH) return [];
  const global = candidates.some(({ globalIds }) => globalIds) ? readGlobalId(id) : undefined;
  const named = candidates.find(({ type, globalIds }) => globalIds && type.name === global?.type);
  if (named && global) return [{ candidate: named, key: global.id }];
  return candidates.filter(({ globalIds }) => !globalIds).map((candidate) => ({ candidate, key: id }));
}

function rowOf(row: unknown, { name }: GraphQLObjectType): object | null {
  if (row === null || row === undefined) return null;
  if (isObject(row)) return row;
  throw new TypeError(`nodes.${name}: load returned something that is not an object.`);
}

function badInput(field: string, message: string): PortcullisError {
  return new PortcullisError('BAD_USER_INPUT', `${field}: ${message}`, { field });
}
