import type { GraphQLSchema } from 'graphql';
import type { Requirement, RequirementsOfOperations } from '../../../requirement.js';
import { isObject } from '../../../values/value-kinds.js';
import { type AccessTable, compileAccess } from '../../rules/compile.js';
import { literalInLines, quoted } from './literal.js';
import { createOperationRequirements, type OperationRequirements } from './operation-requirement.js';
import { operationsIn } from './operations-in.js';
import type { DocumentFile, RightsOptions } from './options.js';
import { partsOf } from './parts.js';
import { roleDocuments } from './role-documents.js';

/**
 * A plugin of graphql-codegen, for a file of its own: what each operation of a client asks of its viewer, for `client.can`.
 *
 * Throws a `StartupError` that lists the mistakes in the directives, and a `TypeError` for options that it cannot follow,
 * for a schema without `@auth`, for operations without a name of their own, and for those
 * that select what is not there.
 */
export function plugin(
  schema: GraphQLSchema,
  files: readonly DocumentFile[],
  options: RightsOptions = {},
): { prepend: string[]; content: string } {
  if (!schema.getDirective('auth'))
    throw new TypeError(
      'The schema has no @auth. Introspection omits the rules: give the code generator the SDL that `portcullis schema` prints.',
    );
  const table = compileAccess(schema, { unmarked: 'allow' });
  const requirements = createOperationRequirements(schema, table);
  const operations = operationsIn(schema, files, options);
  const requires = [...operations].map(([name, each]) => [name, requirements.ofOperation(each)] as const);
  const { clientFrom = 'portcullis/client' } = options;
  const byRole = roleDocuments({ schema, table, requirements, operations, options });
  const imported = ['createRights', ...byRole.imported].join(', ');
  return {
    prepend: [`import { ${imported} } from ${quoted(clientFrom)};`, ...byRole.imports],
    content: `/** What each operation requires of its viewer. */\n${rightsText(requires, requirements, table)}${byRole.content}`,
  };
}

function rightsText(
  requires: readonly (readonly [string, Requirement])[],
  { inputs }: OperationRequirements,
  { roles }: AccessTable,
): string {
  const sent = inputsOf(
    requires.map(([, requirement]) => requirement),
    inputs,
  );
  const all = [...requires, ...sent.flatMap(([, input]) => inputParts(input).map((part) => ['', part] as const))];
  const parts = all.flatMap(([, requirement]) => [...partsOf(requirement)]);
  const asked = new Set(parts.flatMap((part) => (isObject(part) && 'role' in part ? [part.role] : [])));
  const includedBy = [...asked].flatMap((role) => {
    const others = [...roles.keys()].filter((other) => other !== role && roles.get(other)?.has(role));
    return others.length > 0 ? [[role, others] as const] : [];
  });
  const members = [
    `  requires: ${literalInLines(requires, '  ')},\n`,
    ...(includedBy.length > 0 ? [`  includedBy: ${literalInLines(includedBy, '  ')},\n`] : []),
    ...(sent.length > 0 ? [`  inputs: ${literalInLines(sent, '  ')},\n`] : []),
  ];
  return `export const rights = /* @__PURE__ */ createRights({\n${members.join('')}});\n`;
}

type Inputs = OperationRequirements['inputs'];
type Input = NonNullable<RequirementsOfOperations['inputs']>[string];

/** The inputs that are named, and those that they name. */
function inputsOf(requires: readonly Requirement[], inputs: Inputs): readonly (readonly [string, Input])[] {
  const named = (parts: readonly Requirement[]) =>
    parts
      .flatMap((part) => [...partsOf(part)])
      .flatMap((part) => (isObject(part) && 'sent' in part && part.of ? [part.of] : []));
  const names = new Set(named(requires));
  // A set visits what is added to it while it is walked.
  for (const name of names) {
    for (const { of } of Object.values(inputs.get(name)?.fields ?? {})) if (of !== undefined) names.add(of);
  }
  return [...names].flatMap((name) => {
    const input = inputs.get(name);
    return input ? [[name, input] as const] : [];
  });
}

function inputParts({ requires = true, fields = {}, values = {} }: Input): readonly Requirement[] {
  return [requires, ...Object.values(values), ...Object.values(fields).map((field) => field.requires ?? true)];
}
