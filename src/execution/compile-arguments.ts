import {
  type ArgumentNode,
  type ASTNode,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  getArgumentValues,
} from 'graphql';
import { placeAt } from './located-error.js';
import type { Run } from './run.js';

/** Gives the arguments of a field their values. Throws a `GraphQLError` if one of them has none that it can have. */
export type ReadArguments = (run: Run) => Record<string, unknown>;

/** graphql-js reads them, from nodes that do not say where they are: it would count lines for an error. */
export function compileArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments {
  if (definition.args.length === 0) return () => ({});
  const { name, arguments: args = [] } = node;
  const unplaced = args.map(unplace);
  const asked: FieldNode = { kind: node.kind, name, arguments: unplaced };
  const placed = new Map<ASTNode, ASTNode>([[asked, node]]);
  for (const [index, { value }] of args.entries()) placed.set(unplaced[index]?.value ?? value, value);
  return ({ variableValues }) => {
    try {
      return getArgumentValues(definition, asked, variableValues);
    } catch (fault) {
      if (!(fault instanceof GraphQLError)) throw fault;
      const nodes = fault.nodes?.map((each) => placed.get(each) ?? each) ?? [];
      throw placeAt(fault, nodes);
    }
  };
}

function unplace({ loc: _, ...argument }: ArgumentNode): ArgumentNode {
  const { loc: __, ...value } = argument.value;
  return { ...argument, value };
}
