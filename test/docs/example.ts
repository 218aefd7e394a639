import { runInThisContext } from 'node:vm';
import { parseValue, type ValueNode } from 'graphql';
import type { Policy, ProtectOptions } from '../../src/access/index.js';
import { errorText } from '../../src/access/test/got.js';
import { literalValue } from '../../src/access/test/literal.js';
import { readCheck, type ViewerWord } from '../../src/access/test/read-check.js';
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
  readonly viewer: readonly ViewerWord[];
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

/** As in a test file; on a page, what a dry run reports and the end of a stream can follow. */
function readQuestion(line: string): Question {
  const [, text = '', told = '', end] = /^# (.+?)(?:, dry run: (.*?))?(, then ends)?$/.exec(line) ?? [];
  const { viewer, operation, answer } = readCheck(text);
  if (answer.kind !== 'answer') throw new Error(`"${line}" has no whole answer.`);
  return {
    text: line.slice(2),
    viewer,
    operation,
    data: answer.data && plainValue(answer.data),
    errors: answer.errors.map(errorText),
    told: told.split(', ').filter(Boolean),
    ends: end !== undefined,
  };
}

/** Written as in GraphQL: `{ name: "text", list: [1] }`. */
export function literal(text: string): unknown {
  return plainValue(parseValue(text));
}

function plainValue(node: ValueNode): unknown {
  return literalValue(node, (name) => {
    throw new Error(`There is no $${name} in the document.`);
  });
}
