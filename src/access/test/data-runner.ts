import { type ExecutionResult, execute, type GraphQLSchema, Kind, OperationTypeNode, subscribe } from 'graphql';
import { isAsyncIterable } from '../../values/value-kinds.js';
import { type Observation, observing, type Policy, protectSchema, type Viewer } from '../index.js';
import type { AccessTable } from '../rules/compile.js';
import { type Got, gotError } from './got.js';
import { type Identity, viewerOfIdentity } from './identity.js';
import { literalValue } from './literal.js';
import { type Arguments, makeUpValues } from './made-up-values.js';
import type { Operation } from './operation.js';
import type { Fixture } from './read-data.js';
import { policiesIn } from './read-policies.js';
import type { TestFile } from './read-test-file.js';
import type { Runner } from './run-tests.js';

interface DataContext {
  readonly viewer: Viewer;
  /** The name that the file has for the viewer. */
  readonly name: string | null;
}

/**
 * Runs operations on the guarded schema itself, by graphql-js, with values that the file gives or that are made up. The
 * schema is changed: its fields get resolvers.
 */
export function createDataRunner(
  { schema, table }: { readonly schema: GraphQLSchema; readonly table: AccessTable },
  { viewers, fixtures, policies }: TestFile,
): Runner {
  const observations: Observation[] = [];
  const notes: string[] = [];
  const values = makeUpValues(schema, (coordinate, args, context) =>
    fixtureValue(fixtures, coordinate, args, context as DataContext),
  );
  const { schema: guarded } = protectSchema<DataContext>(schema, {
    viewerOf: ({ viewer }) => viewer,
    policies: Object.fromEntries([...policiesIn(table)].map((name) => [name, policyOf(name, policies, notes)])),
    unmarked: 'allow',
    onWarning: () => {},
    onFailure: (error) =>
      notes.push(`A check failed, and refused: ${error instanceof Error ? error.message : String(error)}`),
    [observing]: (observation) => observations.push(observation),
  });
  return {
    subjectOf: (name) => subjectOf(viewers.get(name), table),
    run: async ({ document, kind, viewer, references, variables }, resolve): Promise<Got> => {
      values.forget();
      observations.length = 0;
      notes.length = 0;
      const contextValue: DataContext = {
        viewer: viewerOfIdentity(viewer, table),
        name: viewer.reason === null ? viewer.name : null,
      };
      const variableValues = variablesOf({ references, variables }, resolve);
      const result = await answerOf({ schema: guarded, document, contextValue, variableValues }, kind);
      return {
        data: result.data === undefined || result.data === null ? null : JSON.parse(JSON.stringify(result.data)),
        errors: (result.errors ?? []).map(gotError),
        ran: [...values.ran],
        observations: [...observations],
        notes: [...notes],
      };
    },
    close: async () => {},
  };
}

/** Those that are written, and what is spoken of by name. */
export function variablesOf(
  { references, variables }: Pick<Operation, 'references' | 'variables'>,
  resolve: (name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const written = variables?.kind === Kind.OBJECT ? variables.fields : [];
  return Object.fromEntries([
    ...[...references.keys()].map((name) => [name, resolve(name)] as const),
    ...written.map(({ name, value }) => [name.value, literalValue(value, resolve)] as const),
  ]);
}

/** Of a subscription, the first event. */
async function answerOf(execution: Parameters<typeof execute>[0], kind: OperationTypeNode): Promise<ExecutionResult> {
  if (kind !== OperationTypeNode.SUBSCRIPTION) return execute(execution);
  const events = await subscribe(execution);
  if (!isAsyncIterable(events)) return events;
  const first = await events.next();
  await events.return(undefined);
  return first.done ? {} : first.value;
}

function subjectOf(identity: Identity | undefined, table: Pick<AccessTable, 'grants'>): string | null {
  return identity ? viewerOfIdentity(identity, table).subject : null;
}

function fixtureValue(
  fixtures: readonly Fixture[],
  coordinate: string,
  args: Arguments,
  { viewer }: DataContext,
): { readonly value: unknown } | undefined {
  const variable = (name: string) => (name === 'sub' ? viewer.subject : (args[name] ?? null));
  const isSent = ({ name, value }: Fixture['args'][number]) =>
    JSON.stringify(args[name.value] ?? null) === JSON.stringify(literalValue(value, variable));
  const found = fixtures.find((each) => each.coordinate === coordinate && each.args.every(isSent));
  return found && { value: literalValue(found.value, variable) };
}

function policyOf(name: string, answers: TestFile['policies'], notes: string[]): Policy<DataContext> {
  const ofIt = answers.filter(({ policy }) => policy === name);
  return ({ context }) => {
    const forViewer = ofIt.find(({ viewers }) => context.name !== null && viewers.includes(context.name));
    const found = forViewer ?? ofIt.find(({ viewers }) => viewers.length === 0);
    if (ofIt.length === 0)
      notes.push(
        `The file does not say what the policy ${name} answers. Write "policies", and below it, indented: ${name} = true for …`,
      );
    return found?.answer ?? false;
  };
}
