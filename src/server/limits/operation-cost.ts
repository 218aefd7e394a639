import {
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import type { FieldCost, FieldCosts } from '../schema/field-costs.js';
import { CostProgram, type OperationCost, type Term } from './cost-program.js';
import type { InputWeights } from './input-weight.js';
import { defaultsOf, lengthOf, type VariableDefaults } from './list-length.js';

/** As Apollo Router has it: each may write, and is a transaction. */
const MUTATION = 10;

export interface CostSchema {
  readonly schema: GraphQLSchema;
  readonly fields: FieldCosts;
  readonly inputs: InputWeights;
}

export interface OperationParts {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * What a valid operation costs (`@cost` and `@listSize`): for each field its weight and what is selected in it, as often
 * as its list is long, and its arguments. A fragment counts each time that it is spread, what is skipped counts, and so
 * does each of several types that an object may be, so nothing that runs is left out. The work is linear: a fragment is
 * looked at once for each set of fields that have their size from around it, of which a schema has few.
 */
export function costOfOperation({ schema, fields, inputs }: CostSchema, parts: OperationParts): OperationCost {
  const { operation } = parts;
  const type = schema.getRootType(operation.operation);
  if (!type) return 0;
  const program = new CostProgram();
  const compiler = new Compiler({ schema, fields, inputs }, parts, program);
  const own = fields.ofRoot(type, operation.operation === OperationTypeNode.MUTATION ? MUTATION : 0);
  return program.finish(program.sum([own, compiler.selectionsCost(operation.selectionSet, type, NONE).fixed]));
}

/** What selections cost: a part that does not depend on what is around them, and one for each item of the lists that do. */
interface SetCost {
  readonly fixed: Term;
  readonly perItem: Term;
}

const FREE: SetCost = { fixed: 0, perItem: 0 };
const NONE: ReadonlySet<string> = new Set();

class Compiler {
  readonly #schema: GraphQLSchema;
  readonly #costs: CostSchema;
  readonly #fragments: OperationParts['fragments'];
  readonly #defaults: VariableDefaults;
  readonly #program: CostProgram;
  readonly #known = new Map<ReadonlySet<string>, Map<string, SetCost>>();
  readonly #variableCosts = new Map<string, Term>();

  constructor(costs: CostSchema, { operation, fragments }: OperationParts, program: CostProgram) {
    this.#schema = costs.schema;
    this.#costs = costs;
    this.#fragments = fragments;
    this.#defaults = defaultsOf(operation.variableDefinitions);
    this.#program = program;
  }

  /** `sized` are the fields whose lists have their size from the field around these selections. */
  selectionsCost(set: SelectionSetNode, parent: GraphQLCompositeType, sized: ReadonlySet<string>): SetCost {
    const costs = set.selections.map((selection) => this.#selectionCost(selection, parent, sized));
    return {
      fixed: this.#program.sum(costs.map(({ fixed }) => fixed)),
      perItem: this.#program.sum(costs.map(({ perItem }) => perItem)),
    };
  }

  #selectionCost(selection: SelectionNode, parent: GraphQLCompositeType, sized: ReadonlySet<string>): SetCost {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragmentCost(selection.name.value, sized);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = this.#typeNamed(selection.typeCondition?.name.value) ?? parent;
      return this.selectionsCost(selection.selectionSet, type, sized);
    }
    // Of introspection nothing is executed here: a rule of its own bounds it.
    const cost = selection.name.value.startsWith('__')
      ? undefined
      : this.#costs.fields.of(parent, selection.name.value);
    return cost ? this.#fieldCost(selection, cost, sized) : FREE;
  }

  #fragmentCost(name: string, sized: ReadonlySet<string>): SetCost {
    const known = this.#known.get(sized) ?? new Map<string, SetCost>();
    this.#known.set(sized, known);
    const before = known.get(name);
    if (before) return before;
    const fragment = this.#fragments.get(name);
    const type = this.#typeNamed(fragment?.typeCondition.name.value);
    const cost = fragment && type ? this.selectionsCost(fragment.selectionSet, type, sized) : FREE;
    known.set(name, cost);
    return cost;
  }

  #fieldCost(node: FieldNode, cost: FieldCost, sized: ReadonlySet<string>): SetCost {
    const program = this.#program;
    const args = node.arguments ?? [];
    const inside = this.#insideCost(node, cost, args);
    const sent = this.#argumentsCost(args, cost);
    if (cost.listDepth === 0) return { fixed: program.sum([inside, sent]), perItem: 0 };
    const item = this.#nestedLists(cost, inside);
    if (sized.has(node.name.value)) return { fixed: sent, perItem: item };
    const length = this.#longest(cost.sizings, args);
    return { fixed: program.sum([program.times(length, item), sent]), perItem: 0 };
  }

  /** Of one object or value that the field returns. */
  #insideCost({ selectionSet }: FieldNode, cost: FieldCost, args: readonly ArgumentNode[]): Term {
    if (!selectionSet || !isCompositeType(cost.type)) return cost.weight;
    const { fixed, perItem } = this.selectionsCost(selectionSet, cost.type, cost.sizedFields);
    const listed = cost.sizedFields.size > 0 ? this.#program.times(this.#longest(cost.sizedBy, args), perItem) : 0;
    return this.#program.sum([cost.weight, fixed, listed]);
  }

  /** In a list of lists, nothing says how long the inner ones are. */
  #nestedLists({ listDepth }: FieldCost, item: Term): Term {
    return this.#program.times(this.#costs.fields.listSize ** (listDepth - 1), item);
  }

  #longest(sizings: FieldCost['sizings'], args: readonly ArgumentNode[]): Term {
    return this.#program.largest(sizings.map((sizing) => lengthOf(sizing, args, this.#defaults, this.#program)));
  }

  #argumentsCost(args: readonly ArgumentNode[], cost: FieldCost): Term {
    return this.#program.sum(
      args.flatMap((node) => {
        const argument = cost.arguments.get(node.name.value);
        return argument ? [argument.weight, this.#inputCost(node.value, argument.type)] : [];
      }),
    );
  }

  /** Of what is written; of a variable once for each type, since its value may be long, and be in many places. */
  #inputCost(value: ValueNode, type: GraphQLInputType): Term {
    const { inputs } = this.#costs;
    if (!inputs.has(type)) return 0;
    if (value.kind === Kind.VARIABLE) return this.#variableCost(value.name.value, type);
    const bare = getNullableType(type);
    if (isListType(bare)) {
      const items = value.kind === Kind.LIST ? value.values : [value];
      return this.#program.sum(items.map((item) => this.#inputCost(item, bare.ofType)));
    }
    if (value.kind !== Kind.OBJECT) return 0;
    return this.#program.sum(
      value.fields.flatMap((node) => {
        const field = inputs.ofField(bare, node.name.value);
        return field ? [field.weight, this.#inputCost(node.value, field.type)] : [];
      }),
    );
  }

  #variableCost(name: string, type: GraphQLInputType): Term {
    const key = `${name} ${type}`;
    const before = this.#variableCosts.get(key);
    if (before !== undefined) return before;
    const { inputs } = this.#costs;
    const written = this.#defaults.get(name);
    const byDefault = written ? inputs.of(type, valueFromASTUntyped(written)) : 0;
    const cost = this.#program.input((variables) =>
      Object.hasOwn(variables, name) ? inputs.of(type, variables[name]) : byDefault,
    );
    this.#variableCosts.set(key, cost);
    return cost;
  }

  #typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}
