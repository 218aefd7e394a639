import { type ASTNode, BREAK, type DocumentNode, GraphQLError, Kind, type ValueNode, visit } from 'graphql';
import type { ErrorCode } from '../../errors.js';
import type { Executor } from '../../execution/index.js';
import { findNoText, isText } from '../../values/text.js';

const MAX_PLACE_LENGTH = 100;
const NO_TEXT =
  'A string contains half a character (a lone surrogate), or a control character other than tab, line feed and carriage ' +
  'return. Remove it.';

/**
 * An executor that runs nothing with a string that is no text, wherever a client put it: in a variable, the document, or
 * the keys of JSON, for the modules of this server and for any other. The error names the place, and not the value, which
 * may be a password.
 */
export function withTextCheck(execute: Executor): Executor {
  const good = new WeakSet<DocumentNode>();
  return (request) => {
    const { document, variableValues } = request;
    const place = findNoText(variableValues);
    if (place !== undefined) return { errors: [noText(`Variable "$${place.slice(1)}`)] };
    if (!good.has(document)) {
      const error = documentError(document);
      if (error) return { errors: [error] };
      good.add(document);
    }
    return execute(request);
  };
}

function documentError(document: DocumentNode): GraphQLError | undefined {
  let error: GraphQLError | undefined;
  const check = (node: ASTNode, name: string, value: ValueNode | undefined) => {
    const place = value && findInLiteral(value);
    if (place === undefined) return undefined;
    error = noText(`${name}${place}`, node);
    return BREAK;
  };
  visit(document, {
    VariableDefinition: (node) => check(node, `Variable "$${node.variable.name.value}`, node.defaultValue),
    Argument: (node) => check(node, `Argument "${node.name.value}`, node.value),
  });
  return error;
}

/** As `findNoText`, in what is written in a document, whose names are text. */
function findInLiteral(node: ValueNode): string | undefined {
  if (node.kind === Kind.STRING) return isText(node.value) ? undefined : '';
  if (node.kind === Kind.LIST) {
    for (const [index, item] of node.values.entries()) {
      const place = findInLiteral(item);
      if (place !== undefined) return `[${index}]${place}`;
    }
  } else if (node.kind === Kind.OBJECT) {
    for (const { name, value } of node.fields) {
      const place = findInLiteral(value);
      if (place !== undefined) return `.${name.value}${place}`;
    }
  }
  return undefined;
}

function noText(place: string, node?: ASTNode): GraphQLError {
  const code: ErrorCode = 'BAD_USER_INPUT';
  return new GraphQLError(`${place.slice(0, MAX_PLACE_LENGTH)}": ${NO_TEXT}`, {
    ...(node && { nodes: node }),
    extensions: { code },
  });
}
