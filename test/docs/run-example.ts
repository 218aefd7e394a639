import { type ExecutionResult, execute, parse, subscribe, validate } from 'graphql';
import { type Access, accessTypeDefs, protectSchema, type Viewer } from '../../src/access/index.js';
import { errorText } from '../../src/access/test/got.js';
import { type Identity, identityOf, viewerOfIdentity } from '../../src/access/test/identity.js';
import { makeUpValues } from '../../src/access/test/made-up-values.js';
import type { ViewerWord } from '../../src/access/test/read-check.js';
import { StartupError } from '../../src/errors.js';
import { type AnsweredError, answerOf, buildSchema, type TestContext } from '../access/support.js';
import type { Example, Question } from './example.js';

const ROLES = 'enum Role { USER SUPPORT @includes(roles: ["USER"]) ADMIN @includes(roles: ["SUPPORT"]) }';
const QUERY = 'type Query { ping: Int @public }';
/** By a clock that begins at 0 and is put on by hand. */
const EXPIRY_SECONDS = 0.1;
const NO_VIEWERS = { viewers: new Map<string, Identity>(), roles: new Map<string, string>() };

interface Started {
  readonly access: Access | undefined;
  readonly clock: { milliseconds: number };
  /** The fields that ran, as they run. */
  readonly ran: readonly string[];
  /** The refusals that were told, as they are told. */
  readonly told: readonly string[];
  readonly stops: readonly string[];
  readonly warns: readonly string[];
}

/** Protects the schema of the example, with what is usual unless it has its own. */
export function start({ sdl, policies, options: { role = 'Role', ...options } }: Example): Started {
  const usual = [/^enum Role\b/m.test(sdl) || role !== 'Role' ? '' : ROLES, /^type Query\b/m.test(sdl) ? '' : QUERY];
  const schema = buildSchema([sdl, ...usual].join('\n'), {}, accessTypeDefs({ role }));
  const [told, warns]: [string[], string[]] = [[], []];
  const started = { clock: { milliseconds: 0 }, ran: makeUpValues(schema).ran, told, warns };
  try {
    const access = protectSchema(schema, {
      viewerOf: ({ viewer }: TestContext) => viewer,
      policies,
      onRefusal: ({ path, ...code }) => told.push(inWords({ path: path.join('.'), ...code })),
      onWarning: (warning) => warns.push(warning.replace(/\n\s+(\S+:\d+ )?/g, ' ')),
      now: () => started.clock.milliseconds,
      ...options,
    });
    return { ...started, access, stops: [] };
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { ...started, access: undefined, stops: error.problems.map(withoutPlace) };
  }
}

/** What the example answers, in the form in which it says so. */
export async function answer(
  example: Example,
  question: Question,
): Promise<Pick<Question, 'data' | 'errors' | 'told' | 'ends'>> {
  const { result, ran, told } = await respond(example, question);
  const { data, errors } = answerOf(result);
  const isNothing = Object.values(data ?? {}).every((value) => value === null) && ran.length === 0;
  return {
    data: isNothing ? undefined : data,
    errors: errors.map(inWords),
    told: example.options.dryRun ? told : [],
    ends: question.ends,
  };
}

/** The whole answer, as a client gets it; of a subscription, the first event. */
export async function respond(
  example: Example,
  question: Question,
): Promise<Pick<Started, 'ran' | 'told'> & { readonly result: ExecutionResult }> {
  const { access, clock, stops, ...seen } = start(example);
  if (!access) throw new Error(`It does not start: ${stops.join('\n')}`);
  const { schema } = access;
  const document = parse(question.operation);
  const [invalid] = validate(schema, document);
  if (invalid) throw invalid;
  const contextValue = { viewer: viewerOf(access, question.viewer) };
  const execution = { schema, document, contextValue };
  if (!question.operation.startsWith('subscription')) return { ...seen, result: await execute(execution) };

  const events = await subscribe(execution);
  if (!(Symbol.asyncIterator in events)) return { ...seen, result: events };
  const first = await events.next();
  if (first.done) throw new Error('The subscription ended before its first event.');
  if (question.ends) await waitForEnd(events, clock);
  else await events.return(undefined);
  return { ...seen, result: first.value };
}

/** There is no second event, so if this comes back, the token has ended it. */
async function waitForEnd(events: AsyncIterator<unknown>, clock: Started['clock']): Promise<void> {
  clock.milliseconds = EXPIRY_SECONDS * 1000;
  if (!(await events.next()).done) throw new Error('The subscription goes on.');
}

/** `u1` is a subject here, and a role need not be one of the schema; `expiring` says when the token ends. */
function viewerOf({ table }: Access, words: Question['viewer']): Viewer {
  const names = words.flatMap((word) => (word.kind === 'name' ? [word.text] : []));
  const subjects = names.filter((name) => /^[a-z]+\d$/.test(name));
  const known = {
    viewers: new Map(subjects.map((sub) => [sub, identityOf([{ kind: 'sub', text: sub }], NO_VIEWERS)])),
    roles: new Map(names.filter((name) => /^[A-Z]+$/.test(name)).map((name) => [name, name])),
  };
  const isExpiring = (word: ViewerWord) => word.kind === 'name' && word.text === 'expiring';
  const identity = identityOf(
    words.filter((word) => !isExpiring(word)),
    known,
  );
  const viewer = viewerOfIdentity(identity, table);
  return words.some(isExpiring) ? { ...viewer, expiresAt: EXPIRY_SECONDS } : viewer;
}

function inWords({ code, path, reason }: AnsweredError): string {
  return errorText({ code: String(code), path, reason: typeof reason === 'string' ? reason : null });
}

/** Without the file and the line, which are those of the block. */
function withoutPlace(problem: string): string {
  return problem.replace(/^\S+:\d+ /, '');
}
