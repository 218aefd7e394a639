import {
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { limitError } from './limit-error.js';

/** Each may be a transaction of its own. */
export const MAX_MUTATION_FIELDS = 50;

/** Refuses a mutation with more root fields than anybody needs at once, in fragments too. */
export const limitMutation: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (node.operation !== OperationTypeNode.MUTATION) return;
    const fields = countFields(node.selectionSet, (name) => context.getFragment(name), new Set());
    if (fields <= MAX_MUTATION_FIELDS) return;
    const message = `A mutation has ${MAX_MUTATION_FIELDS} fields at its root at most. Send the others in requests of their own.`;
    context.reportError(limitError(message, node));
  },
});

function countFields(
  { selections }: SelectionSetNode,
  fragmentOf: (name: string) => FragmentDefinitionNode | null | undefined,
  spread: Set<string>,
): number {
  let count = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) count += countFields(selection.selectionSet, fragmentOf, spread);
    else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = fragmentOf(selection.name.value);
      if (fragment) count += countFields(fragment.selectionSet, fragmentOf, spread);
    }
  }
  return count;
}
