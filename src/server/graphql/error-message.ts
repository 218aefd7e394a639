import { type ASTNode, GraphQLError, Kind, TokenKind } from 'graphql';

const MAX_LENGTH = 300;

/**
 * The message of an error that graphql-js made of what a client sent, without the values that it repeats, since one of
 * them may be a password, and without the suggestions, since they tell what the schema has. What is left says where,
 * and what was expected there. Only plain searches here: the values can be as large as a request.
 */
export function withoutValues(error: unknown, message: string): string {
  const name = error instanceof GraphQLError ? between(message, 'Variable "$', '" got invalid value ') : undefined;
  if (!(error instanceof GraphQLError)) return shorten(message);
  if (name === undefined) return [argumentOf(error.nodes?.[0]), shorten(message)].filter(Boolean).join(': ');
  // graphql-js keeps the bare sentence beside the one that begins with the value.
  const reason = rootOf(error).message;
  const head = message.slice(0, -`; ${reason}`.length);
  const path = head.endsWith('"') ? head.slice(head.lastIndexOf(' at "') + ' at "'.length, -1) : name;
  return `Variable "$${path.startsWith(name) ? path : name}": ${shorten(reason)}`.slice(0, MAX_LENGTH);
}

function rootOf(error: GraphQLError): Error {
  const { originalError } = error;
  return originalError instanceof GraphQLError ? rootOf(originalError) : (originalError ?? error);
}

/** Cut where graphql-js begins to repeat a value, or to suggest. */
function shorten(message: string): string {
  // A syntax error repeats the word that it stumbled over.
  if (message.startsWith('Syntax Error: '))
    return message.replace(/ (Name|Int|Float|String|BlockString) "[\s\S]*$/, ' $1.');
  const cuts = [' value: ', ', found ', ' Did you mean '].map((phrase) => message.indexOf(phrase));
  const [valueAt = -1, foundAt = -1, suggestionAt = -1] = cuts;
  if (valueAt >= 0 && message.includes(' cannot represent')) return `${message.slice(0, valueAt + ' value'.length)}.`;
  if (foundAt >= 0 && message.startsWith('Expected value of type ')) return `${message.slice(0, foundAt)}.`;
  return (suggestionAt >= 0 ? message.slice(0, suggestionAt) : message).slice(0, MAX_LENGTH);
}

function between(text: string, start: string, end: string): string | undefined {
  const endAt = text.startsWith(start) ? text.indexOf(end) : -1;
  return endAt < 0 ? undefined : text.slice(start.length, endAt);
}

/** The argument or input field that a literal was written for; undefined if the node is no value of one. */
function argumentOf(node: ASTNode | undefined): string | undefined {
  if (!node || !VALUES.includes(node.kind)) return undefined;
  let depth = 0;
  for (let token = node.loc?.startToken.prev; token; token = token.prev) {
    if (token.kind === TokenKind.BRACKET_R || token.kind === TokenKind.BRACE_R) depth += 1;
    else if (token.kind === TokenKind.BRACKET_L || token.kind === TokenKind.BRACE_L) depth = Math.max(0, depth - 1);
    else if (token.kind === TokenKind.COLON && depth === 0) return token.prev?.value;
  }
  return undefined;
}

const VALUES: readonly string[] = [
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
];
