import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  PossibleFragmentSpreadsRule,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';

/** They refuse what has no effect on what is run. */
const IDLE: readonly ValidationRule[] = [NoUnusedFragmentsRule, NoUnusedVariablesRule, PossibleFragmentSpreadsRule];
const RULES = specifiedRules.filter((rule) => !IDLE.includes(rule));

/** Undefined if a document fits the schema; else an error with the code `BAD_USER_INPUT` that says where it does not. */
export type Validity = (document: DocumentNode) => GraphQLError | undefined;

/** A document is validated once. What is remembered of it goes when it goes. */
export function createValidity(schema: GraphQLSchema): Validity {
  const known = new WeakMap<DocumentNode, { readonly misfit: GraphQLError | undefined }>();
  return (document) => {
    const before = known.get(document);
    if (before) return before.misfit;
    const misfit = misfitOf(schema, document);
    known.set(document, { misfit });
    return misfit;
  };
}

function misfitOf(schema: GraphQLSchema, document: DocumentNode): GraphQLError | undefined {
  try {
    const [first] = validate(schema, document, RULES, { maxErrors: 1 });
    return first && misfitAt(first);
  } catch {
    // Nested deeper than the stack goes, say.
    return misfitAt(undefined);
  }
}

/** graphql-js repeats the value that does not fit, which may be a secret, so all that is said is where it stands. */
function misfitAt(error: GraphQLError | undefined): GraphQLError {
  const [location] = error?.locations ?? [];
  const place = location ? ` at line ${location.line}, column ${location.column}` : '';
  const problem = `The document does not match the schema${place}. Validate it with graphql-js to see why.`;
  return new GraphQLError(problem, { extensions: { code: 'BAD_USER_INPUT' } });
}
