import {
  type ConstDirectiveNode,
  type ConstValueNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
} from 'graphql';
import type { Context } from '../../module/index.js';

/** What `@limit` says of a field. */
export interface FieldLimit {
  readonly coordinate: string;
  readonly field: GraphQLField<unknown, Context>;
  readonly max: number;
  readonly seconds: number;
}

const SECONDS: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };
const LARGEST = 2 ** 31 - 1;

/** The limits of a schema, and the mistakes in them: graphql-js does not look at what directives say. */
export function readFieldLimits(schema: GraphQLSchema): {
  readonly limits: readonly FieldLimit[];
  readonly mistakes: readonly GraphQLError[];
} {
  const limits: FieldLimit[] = [];
  const mistakes: GraphQLError[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const node = field.astNode?.directives?.find(({ name }) => name.value === 'limit');
      if (!node) continue;
      const coordinate = `${type.name}.${field.name}`;
      const problem = placeProblem(schema, type) ?? valueProblem(node);
      if (problem) mistakes.push(new GraphQLError(`${coordinate}: ${problem}`, { nodes: [node] }));
      else limits.push({ coordinate, field, max: maxOf(node), seconds: secondsOf(node) });
    }
  }
  return { limits, mistakes };
}

function placeProblem(schema: GraphQLSchema, type: GraphQLNamedType): string | undefined {
  if (isInterfaceType(type))
    return '@limit counts calls of a resolver. Write it on the field of each object type instead.';
  if (type === schema.getSubscriptionType()) return '@limit cannot be used on a subscription. Remove it.';
  return undefined;
}

function valueProblem(node: ConstDirectiveNode): string | undefined {
  const max = maxOf(node);
  if (!(max >= 1 && max <= LARGEST)) return `max of @limit must be a whole number from 1 to ${LARGEST}.`;
  if (Number.isNaN(secondsOf(node))) return `per of @limit must be one of ${Object.keys(SECONDS).join(', ')}.`;
  return undefined;
}

function maxOf(node: ConstDirectiveNode): number {
  const value = argumentOf(node, 'max');
  return value?.kind === Kind.INT ? Number(value.value) : Number.NaN;
}

function secondsOf(node: ConstDirectiveNode): number {
  const value = argumentOf(node, 'per');
  const seconds = value?.kind === Kind.ENUM && Object.hasOwn(SECONDS, value.value) ? SECONDS[value.value] : undefined;
  return seconds ?? Number.NaN;
}

function argumentOf(node: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name)?.value;
}
