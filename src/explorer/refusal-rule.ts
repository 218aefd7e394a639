import {
  type ASTNode,
  type ASTVisitor,
  type DirectiveNode,
  type GraphQLArgument,
  GraphQLError,
  getNamedType,
  Kind,
  OperationTypeNode,
  type ValidationContext,
  type ValidationRule,
  valueFromAST,
} from 'graphql';
import type { ToldAnswer } from '../server/explorer/told-answer.js';
import { ruleOf } from './rule-of.js';

/**
 * Marks what the viewer is refused for certain, before it is run. It decides nothing: the verdicts are the server's, and so
 * is the answer to the operation.
 */
export function refusalRule({ rules, viewer }: ToldAnswer): ValidationRule {
  const why = viewer.authenticated ? 'with your token' : 'since you are not signed in';
  return (context): ASTVisitor => {
    let isMutation = false;
    const mark = (coordinate: string, node: ASTNode) => {
      const told = ruleOf(rules, coordinate);
      if (told?.access !== 'refused') return;
      const rule = told.rule === '' ? '' : ` Rule: ${told.rule}.`;
      const rest = isMutation ? ' Nothing of this mutation will run.' : '';
      context.reportError(new GraphQLError(`${coordinate} is refused ${why}.${rule}${rest}`, { nodes: node }));
    };
    return {
      OperationDefinition: ({ operation }) => {
        isMutation = operation === OperationTypeNode.MUTATION;
      },
      FragmentDefinition: () => {
        isMutation = false;
      },
      Field: (node) => {
        if (isLeftOut(node.directives)) return false;
        const parent = context.getParentType();
        if (parent) mark(`${parent.name}.${node.name.value}`, node);
        return undefined;
      },
      FragmentSpread: ({ directives }) => (isLeftOut(directives) ? false : undefined),
      InlineFragment: ({ directives }) => (isLeftOut(directives) ? false : undefined),
      Argument: (node) => {
        const argument = context.getArgument();
        if (!argument || context.getDirective() || isDefault(argument, node.value)) return false;
        const owner = fieldCoordinate(context);
        // What a variable holds, or whether it holds anything, is not known here.
        if (owner && node.value.kind !== Kind.VARIABLE) mark(`${owner}(${argument.name}:)`, node);
        return undefined;
      },
      ObjectField: (node) => {
        const parent = context.getParentInputType();
        if (parent && node.value.kind !== Kind.VARIABLE) mark(`${getNamedType(parent).name}.${node.name.value}`, node);
      },
      EnumValue: (node) => {
        const type = context.getInputType();
        if (!type) return;
        const { name } = getNamedType(type);
        mark(name, node);
        mark(`${name}.${node.value}`, node);
      },
    };
  };
}

function fieldCoordinate(context: ValidationContext): string | undefined {
  const [parent, field] = [context.getParentType(), context.getFieldDef()];
  return parent && field ? `${parent.name}.${field.name}` : undefined;
}

/** `@skip(if: true)`, or `@include(if: false)`, as it stands there. */
function isLeftOut(directives: readonly DirectiveNode[] = []): boolean {
  const leaving: Readonly<Record<string, boolean>> = { skip: true, include: false };
  return directives.some(({ name, arguments: args = [] }) =>
    args.some(({ value }) => value.kind === Kind.BOOLEAN && value.value === leaving[name.value]),
  );
}

/** What is sent as the schema has it by default needs no right. */
function isDefault({ type, defaultValue }: GraphQLArgument, node: Parameters<typeof valueFromAST>[0]): boolean {
  if (defaultValue === undefined) return false;
  return JSON.stringify(valueFromAST(node, type)) === JSON.stringify(defaultValue);
}
