import { runInThisContext } from 'node:vm';
import { parseValue, valueFromASTUntyped } from 'graphql';
import type { Policy, ProtectOptions } from '../../src/access/index.js';
import type { TestContext } from '../access/support.js';
import type { CodeBlock } from '../support/code-blocks.js';

/** A schema of the document, and what is said to come of it. */
export interface Example {
  readonly sdl: string;
  readonly policies: Readonly<Record<string, Policy<TestContext>>>;
  /** Those of `protectSchema`, and of `accessTypeDefs`. */
  readonly options: Partial<ProtectOptions<TestContext>> & { readonly role?: string | null };
  /** What is told at the start, of its problems and of what it warns of. */
  readonly stops: readonly string[];
  readonly warns: readonly string[];
  readonly questions: readonly Question[];
}

/** An operation, who asks it, and the answer. */
export interface Question {
  /** As the document has it. */
  readonly text: string;
  /** One word or more for each thing that the viewer brings. */
  readonly viewer: readonly (readonly string[])[];
  readonly operation: string;
  /** Undefined if no resolver runs and everything is null. */
  readonly data: unknown;
  /** `CODE at path`, and the reason in brackets. */
  readonly errors: readonly string[];
  /** What a dry run would refuse. */
  readonly told: readonly string[];
  /** Whether a subscription is over when the token is. */
  readonly ends: boolean;
}

const SETTING = /^# (policy|with|start) (.*)$/;
const WORDS = /^(claims) (\{[^}]*\})\s+|^(scope) (\S+)\s+|^(?!(?:query|mutation|subscription)\b)([\w:.@-]+)\s+/;
const ANSWER = /^(\{.*\})?(?:, )?((?:[A-Z_]+ at [\w.]+(?: \([A-Z_]+\))?(?:, |$))*)(?:told of (.*))?(the end)?$/;

/** Throws if a line of it that begins with `#` says nothing that can be checked. */
export function readExample({ text: sdl }: CodeBlock): Example {
  const lines = sdl.split('\n').filter((line) => /^\s*#/.test(line));
  const settings = lines.flatMap((line) => {
    const [, kind = '', text = ''] = SETTING.exec(line) ?? [];
    return kind ? [{ kind, text }] : [];
  });
  const told = (outcome: string) =>
    settings.flatMap(({ kind, text }) =>
      kind === 'start' && text.startsWith(`-> ${outcome}: `) ? [text.slice(`-> ${outcome}: `.length)] : [],
    );
  const [stops, warns] = [told('stops'), told('warns')];
  if (stops.length + warns.length < settings.filter(({ kind }) => kind === 'start').length)
    throw new Error(`The start "-> stops: …" or "-> warns: …":\n${sdl}`);
  return {
    sdl,
    policies: Object.fromEntries(settings.filter(({ kind }) => kind === 'policy').map(({ text }) => readPolicy(text))),
    options: Object.assign({}, ...settings.filter(({ kind }) => kind === 'with').map(({ text }) => literal(text))),
    stops,
    warns,
    questions: lines.filter((line) => !SETTING.test(line)).map(readQuestion),
  };
}

/** `name = (input) => …` */
function readPolicy(text: string): [name: string, policy: Policy<TestContext>] {
  const [, name = '', code = ''] = /^(\w+) = (.*)$/.exec(text) ?? [];
  return [name, runInThisContext(`(${code})`)];
}

function readQuestion(line: string): Question {
  const [, asked, answer] = /^# (.+?) -> (.+)$/.exec(line) ?? [];
  const [, data, errors, told = '', end] = (answer !== undefined && ANSWER.exec(answer.trim())) || [];
  if (asked === undefined || errors === undefined) throw new Error(`"${line}" is nothing that can be checked.`);
  const viewer: (readonly string[])[] = [];
  let operation = asked;
  for (let found = WORDS.exec(operation); found; found = WORDS.exec(operation)) {
    viewer.push(found.slice(1).filter((word) => word !== undefined));
    operation = operation.slice(found[0].length);
  }
  return {
    text: line.slice(2),
    viewer,
    operation: operation.trim(),
    data: data === undefined ? undefined : literal(data),
    errors: errors.split(', ').filter(Boolean),
    told: told.split(', ').filter(Boolean),
    ends: end !== undefined,
  };
}

/** Written as in GraphQL: `{ name: "text", list: [1] }`. */
export function literal(text: string): unknown {
  // Objects of GraphQL have no prototype; those of answers do.
  return JSON.parse(JSON.stringify(valueFromASTUntyped(parseValue(text))));
}
