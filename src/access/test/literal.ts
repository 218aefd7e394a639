import { GraphQLError, Kind, type ObjectValueNode, parseValue, type ValueNode, visit } from 'graphql';
import { Misreading } from './misreading.js';

/** Stands for `_`: whatever is there, but null. */
export const ANYTHING: unique symbol = Symbol('anything');

/** A value that is spoken of by name: `$ann.sub` is `ann__sub`, from `ann`, then `sub`. */
export type References = ReadonlyMap<string, readonly string[]>;

export interface WithReferences {
  readonly text: string;
  readonly references: References;
}

/** Makes variables of the names with dots in a text of GraphQL. */
export function readReferences(text: string): WithReferences {
  const references = new Map<string, readonly string[]>();
  const parts = text.split(/("(?:[^"\\]|\\.)*")/);
  const code = parts.map((part, index) =>
    index % 2 === 1
      ? part
      : part.replace(/\$(\w+(?:\.\w+)+)/g, (_all, path: string) => {
          const keys = path.split('.');
          references.set(keys.join('__'), keys);
          return `$${keys.join('__')}`;
        }),
  );
  return { text: code.join(''), references };
}

/** Written as in GraphQL: `{ name: "text", list: [1], any: _ }`. */
export function readLiteral(text: string): ValueNode {
  try {
    const value = parseValue(text);
    visit(value, { ObjectValue: refuseTwice });
    return value;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new Misreading(`${error.message} Write values as in GraphQL: { name: "Ann", list: [1, 2] }.`);
  }
}

/** Of two values for a name one would count for nothing. */
function refuseTwice({ fields }: ObjectValueNode): void {
  const names = fields.map(({ name }) => name.value);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Misreading(`${twice} stands twice in one object. Take one away.`);
}

/** The value of a literal. Names that are no `_` are texts, as those of enum values are in answers. */
export function literalValue(node: ValueNode, variable: (name: string) => unknown): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variable(node.name.value);
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.map((each) => literalValue(each, variable));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, literalValue(value, variable)]));
    case Kind.ENUM:
      return node.value === '_' ? ANYTHING : node.value;
    default:
      return node.value;
  }
}
