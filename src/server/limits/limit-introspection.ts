import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { createIntrospectionSize, type IntrospectionSize, literalName } from './introspection-size.js';
import { limitError } from './limit-error.js';

// Tools ask at once which fields `__Type`, `__Field` and the like have, to know what they may ask for next.
const MAX_FIELDS = 10;

const ONCE = 'An operation may select __schema once and __type once. Select more in separate operations.';
const TOO_LARGE = 'The answer would repeat the schema many times. Request less at once.';

/**
 * Refuses an operation that asks for the schema more than once, by aliases and fragments too, and a document whose answer
 * is many times what the standard query of tools gets. The types of introspection itself may be asked for beside it.
 */
export const limitIntrospection: ValidationRule = (context) => {
  const fieldsOf = createFinder(context);
  let size: IntrospectionSize | undefined;
  return {
    OperationDefinition: ({ selectionSet }) => {
      const fields = fieldsOf(selectionSet);
      if (fields.length === 0) return;
      const [, secondSchema] = fields.filter(({ name }) => name.value === '__schema');
      const [, secondType] = fields.filter(isOfOwnType);
      const excess = secondSchema ?? secondType ?? fields[MAX_FIELDS];
      if (excess) {
        context.reportError(limitError(ONCE, excess));
        return;
      }
      // One for the whole document: it is looked at as a whole.
      size ??= createIntrospectionSize(context.getSchema(), (name) => context.getFragment(name));
      const dear = fields.find((field) => size?.isTooLargeWith(field));
      if (dear) context.reportError(limitError(TOO_LARGE, dear));
    },
  };
};

function isOfOwnType(field: FieldNode): boolean {
  return field.name.value === '__type' && !literalName(field)?.startsWith('__');
}

/** Finds the fields `__schema` and `__type` at any depth, the first of many. Each fragment is looked at once. */
function createFinder(context: ValidationContext): (set: SelectionSetNode) => readonly FieldNode[] {
  const ofFragments = new Map<FragmentDefinitionNode, readonly FieldNode[]>();
  const inFragment = (fragment: FragmentDefinitionNode): readonly FieldNode[] => {
    const before = ofFragments.get(fragment);
    if (before) return before;
    // A fragment in itself is an error that graphql-js tells.
    ofFragments.set(fragment, []);
    const fields = inSet(fragment.selectionSet);
    ofFragments.set(fragment, fields);
    return fields;
  };
  const inSet = ({ selections }: SelectionSetNode): readonly FieldNode[] => {
    const fields: FieldNode[] = [];
    for (const selection of selections) {
      if (fields.length > MAX_FIELDS) break;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = context.getFragment(selection.name.value);
        if (fragment) fields.push(...inFragment(fragment));
      } else if (selection.kind === Kind.FIELD && /^__(schema|type)$/.test(selection.name.value)) {
        fields.push(selection);
      } else if (selection.selectionSet) fields.push(...inSet(selection.selectionSet));
    }
    return fields;
  };
  return inSet;
}
