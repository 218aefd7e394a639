import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  introspectionFromSchema,
  Kind,
  type SelectionNode,
} from 'graphql';
import { MAX_NESTING } from './nesting.js';

/** What introspection with every option answers, by the names of the fields. */
type Answer = Readonly<Record<string, unknown>>;

interface Introspected {
  readonly schema: Answer;
  readonly types: ReadonlyMap<string, Answer>;
  readonly characters: number;
}

export type FragmentOf = (name: string) => FragmentDefinitionNode | null | undefined;

/** Of the standard query, with every option, an answer may have so many times the characters. */
const MAX_STANDARD_ANSWERS = 2;
const MIN_CHARACTERS = 100_000;

const OF_REFERENCES: readonly string[] = ['kind', 'name', 'ofType'];

/** Adds up what introspection would answer, until it is too much. */
export interface IntrospectionSize {
  /** True if, with what was added before, the answer is larger than anybody needs. */
  isTooLargeWith(field: FieldNode): boolean;
}

/**
 * Tells how many characters an answer to introspection has, without executing it: from the answer to the standard query,
 * in which all is, once. The work is no more than the characters that are allowed. What is skipped counts.
 */
export function createIntrospectionSize(schema: GraphQLSchema, fragmentOf: FragmentOf): IntrospectionSize {
  const introspected = introspect(schema);
  const measure = new Measure(introspected, fragmentOf);
  return {
    isTooLargeWith: (field) => {
      try {
        measure.add(field);
        return false;
      } catch (fault) {
        if (fault === measure) return true;
        throw fault;
      }
    },
  };
}

/** Throws itself once it is too much. */
class Measure {
  readonly #introspected: Introspected;
  readonly #fragmentOf: FragmentOf;
  #left: number;

  constructor(introspected: Introspected, fragmentOf: FragmentOf) {
    this.#introspected = introspected;
    this.#fragmentOf = fragmentOf;
    this.#left = Math.max(MIN_CHARACTERS, MAX_STANDARD_ANSWERS * introspected.characters);
  }

  /** A field `__schema` or `__type`. */
  add(field: FieldNode): void {
    const { schema, types } = this.#introspected;
    if (field.name.value === '__schema') this.#addValue(field, schema, 0);
    else {
      const name = literalName(field);
      // Any other counts as all of them: a variable can name each, and nobody may find out by this which there are.
      const named = name?.startsWith('__') ? [types.get(name)] : types.values();
      for (const type of named) this.#addValue(field, type, 0);
    }
  }

  #addSelections(selections: readonly SelectionNode[], source: Answer, spread: Set<string>, depth: number): void {
    if (depth > MAX_NESTING) throw this;
    for (const selection of selections) {
      this.#spend(1);
      if (selection.kind === Kind.FIELD) {
        this.#spend((selection.alias ?? selection.name).value.length + '"":,'.length);
        this.#addValue(selection, source[selection.name.value], depth + 1);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.#addSelections(selection.selectionSet.selections, source, spread, depth + 1);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const inner = this.#fragmentOf(selection.name.value)?.selectionSet.selections ?? [];
        this.#addSelections(inner, source, spread, depth + 1);
      }
    }
  }

  #addValue(field: FieldNode, value: unknown, depth: number): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#addValue(field, item, depth);
    } else if (isAnswer(value)) {
      this.#spend('{},'.length);
      this.#addSelections(field.selectionSet?.selections ?? [], this.#wholeOf(value), new Set(), depth);
    } else {
      this.#spend(typeof value === 'string' ? value.length + '"",'.length : 'false,'.length);
    }
  }

  /** What refers to a type by its name leads to all of it. */
  #wholeOf(value: Answer): Answer {
    const isReference = Object.keys(value).every((key) => OF_REFERENCES.includes(key));
    return (isReference ? this.#introspected.types.get(String(value.name)) : undefined) ?? value;
  }

  #spend(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) throw this;
  }
}

const known = new WeakMap<GraphQLSchema, Introspected>();

function introspect(schema: GraphQLSchema): Introspected {
  const before = known.get(schema);
  if (before) return before;
  const { __schema: answer } = introspectionFromSchema(schema, {
    ...{ schemaDescription: true, specifiedByUrl: true, directiveIsRepeatable: true },
    ...{ inputValueDeprecation: true, oneOf: true },
  });
  const types = new Map<string, Answer>(answer.types.map((type) => [type.name, { ...type }]));
  const introspected = { schema: { ...answer }, types, characters: JSON.stringify(answer).length };
  known.set(schema, introspected);
  return introspected;
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null;
}

/** The name that a `__type` is asked for by; undefined if a variable has it. */
export function literalName({ arguments: args = [] }: FieldNode): string | undefined {
  const value = args.find(({ name }) => name.value === 'name')?.value;
  return value?.kind === Kind.VARIABLE ? undefined : value?.kind === Kind.STRING ? value.value : '';
}
