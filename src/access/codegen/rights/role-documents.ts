import { type GraphQLSchema, isObjectType, OperationTypeNode } from 'graphql';
import { everybody, type Somebody } from '../../report/standing.js';
import type { AccessTable } from '../../rules/compile.js';
import { pascalCase } from '../resolver-names.js';
import { decideByRole } from './decide-by-role.js';
import { grantedFields, grantedType } from './granted-fields.js';
import { quoted } from './literal.js';
import type { Operation, OperationRequirements } from './operation-requirement.js';
import type { RightsOptions } from './options.js';

export interface RoleDocumentsInput {
  readonly schema: GraphQLSchema;
  readonly table: AccessTable;
  readonly requirements: OperationRequirements;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly options: RightsOptions;
}

/** Lines of the file that the plugin writes. */
export interface RoleDocuments {
  /** What is taken from the client. */
  readonly imported: readonly string[];
  readonly imports: readonly string[];
  readonly content: string;
}

/** Each document once more for each role, but for those of which the role is refused everything. */
export function roleDocuments(input: RoleDocumentsInput): RoleDocuments {
  const { roles = [], documentsFrom } = input.options;
  if (roles.length === 0) return { imported: [], imports: [], content: '' };
  if (documentsFrom === undefined)
    throw new TypeError(
      'With roles, portcullis/codegen/rights needs documentsFrom: the module with the typed documents.',
    );
  refuseUnknown(input);
  const names = new Set<string>();
  const texts = roles.flatMap((role) => {
    const somebody = everybody(input.table).find(({ kind, name }) => kind === 'role' && name === role);
    if (!somebody)
      throw new TypeError(`There is no role ${role}. Choose from ${[...input.table.roles.keys()].join(', ')}.`);
    return [...input.operations].flatMap(([name, operation]) => {
      const granted = typeFor(operation, somebody, input);
      if (granted === undefined) return [];
      const document = `${pascalCase(name)}Document`;
      names.add(document);
      return [
        `
/** \`${name}\` for a role: what ${role} is granted is not null. */
export const ${pascalCase(name)}As${pascalCase(role)}Document = /* @__PURE__ */ forRole<typeof ${document}, ${granted}>(${document});
`,
      ];
    });
  });
  if (names.size === 0) return { imported: [], imports: [], content: '' };
  return {
    imported: ['forRole'],
    imports: [`import { ${[...names].sort().join(', ')} } from ${quoted(documentsFrom)};`],
    content: texts.join(''),
  };
}

/** What is granted to the role; undefined if that is nothing, so that the operation is of no use. */
function typeFor(operation: Operation, somebody: Somebody, input: RoleDocumentsInput): string | undefined {
  const { requirements, options } = input;
  const isQuery = operation.operation.operation === OperationTypeNode.QUERY;
  // Of a mutation nothing runs if some of it is refused, and a subscription does not start.
  if (!isQuery && decideByRole(requirements.ofOperation(operation), somebody) === false) return undefined;
  const fields = grantedFields(requirements.planOf(operation), {
    ofUse: requirements.ofUse,
    operation: operation.operation,
    somebody,
    mayBeNull: new Set(options.mayBeNull),
  });
  const root = [...fields.values()];
  if (root.length > 0 && root.every(({ verdict }) => verdict === false)) return undefined;
  return grantedType(fields);
}

function refuseUnknown({ schema, options: { mayBeNull = [] } }: RoleDocumentsInput): void {
  for (const coordinate of mayBeNull) {
    const [typeName = '', field = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    if (!isObjectType(type) || !type.getFields()[field])
      throw new TypeError(`mayBeNull names ${coordinate}, which is not a field of an object type.`);
  }
}
