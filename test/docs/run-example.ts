import { type ExecutionResult, execute, type GraphQLSchema, parse, subscribe, validate } from 'graphql';
import {
  type Access,
  accessTypeDefs,
  anonymous,
  anonymousBecause,
  protectSchema,
  type Viewer,
} from '../../src/access/index.js';
import { StartupError, type TokenReason } from '../../src/errors.js';
import { answerOf, as, buildSchema, type TestContext } from '../access/support.js';
import { type Example, literal, type Question } from './example.js';
import { makeUpValues } from './made-up-values.js';

const REASONS: readonly TokenReason[] = ['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_REVOKED'];

interface Started {
  readonly access: Access | undefined;
  readonly ran: readonly string[];
  readonly stops: readonly string[];
  readonly warns: readonly string[];
}

/** What the example answers, in the form in which it says so. */
export type Answered = Pick<Question, 'data' | 'errors'>;

/** Protects the schema of the example, with the usual roles unless it has its own. */
export function start({ sdl, policies, options }: Example): Started {
  const usual = [
    /^enum Role\b/m.test(sdl)
      ? ''
      : 'enum Role { USER SUPPORT @includes(roles: ["USER"]) ADMIN @includes(roles: ["SUPPORT"]) }',
    /^type Query\b/m.test(sdl) ? '' : 'type Query { ping: Int @public }',
  ];
  const schema = buildSchema([sdl, ...usual].join('\n'), {}, accessTypeDefs());
  const ran = makeUpValues(schema);
  const warns: string[] = [];
  try {
    const viewerOf = ({ viewer }: TestContext) => viewer;
    const access = protectSchema(schema, { viewerOf, policies, ...options });
    return { access, ran, warns, stops: [] };
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { access: undefined, ran, warns, stops: error.problems.map(withoutPlace) };
  }
}

export async function answer(example: Example, question: Question): Promise<Answered> {
  const { result, ran } = await respond(example, question);
  const { data, errors } = answerOf(result);
  const isNothing = Object.values(data ?? {}).every((value) => value === null) && ran.length === 0;
  return {
    data: isNothing ? undefined : data,
    errors: errors.map(({ code, path, reason }) => {
      const isUsual = reason === undefined || reason === 'TOKEN_MISSING';
      return `${String(code)} at ${path}${isUsual ? '' : ` (${String(reason)})`}`;
    }),
  };
}

/** The whole answer, as a client gets it, and the fields that ran. */
export async function respond(
  example: Example,
  { viewer, operation }: Question,
): Promise<{ readonly result: ExecutionResult; readonly ran: readonly string[] }> {
  const { access, ran, stops } = start(example);
  if (!access) throw new Error(`It does not start: ${stops.join('\n')}`);
  return { result: await run(access.schema, operation, { viewer: viewerOf(access.schema, viewer) }), ran };
}

async function run(schema: GraphQLSchema, operation: string, contextValue: TestContext) {
  const document = parse(operation);
  const [invalid] = validate(schema, document);
  if (invalid) throw invalid;
  if (!operation.startsWith('subscription')) return execute({ schema, document, contextValue });
  const events = await subscribe({ schema, document, contextValue });
  if (!(Symbol.asyncIterator in events)) return events;
  for await (const event of events) return event;
  throw new Error('The subscription ended without an event.');
}

function viewerOf(schema: GraphQLSchema, parts: Question['viewer']): Viewer {
  const roles = schema.getType('Role')?.toConfig();
  const isRole = (word: string) => roles !== undefined && 'values' in roles && Object.hasOwn(roles.values, word);
  let viewer: Viewer = as(null);
  for (const [word = '', more = ''] of parts) {
    if (word === 'nobody') viewer = anonymous;
    else if (REASONS.some((reason) => reason === word)) viewer = anonymousBecause(word as TokenReason);
    else if (word === 'scope') viewer = { ...viewer, scopes: [...viewer.scopes, more] };
    else if (word === 'claims') viewer = { ...viewer, claims: literal(more) as Viewer['claims'] };
    else if (isRole(word)) viewer = { ...viewer, roles: [...viewer.roles, word] };
    else viewer = { ...viewer, subject: word };
  }
  return viewer;
}

/** Without the file and the line, which are those of the block. */
function withoutPlace(problem: string): string {
  return problem.replace(/^\S+:\d+ /, '');
}
