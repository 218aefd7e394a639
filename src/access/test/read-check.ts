import type { ValueNode } from 'graphql';
import { indexOutside, splitBracket } from './brackets.js';
import { type References, readLiteral, readReferences } from './literal.js';
import { Misreading } from './misreading.js';

/** One thing that the viewer brings. */
export type ViewerWord =
  | { readonly kind: 'name' | 'scope' | 'sub' | 'iss'; readonly text: string }
  | { readonly kind: 'claims'; readonly value: ValueNode };

/** An error of an answer. */
export interface ExpectedError {
  readonly code: string;
  /** Response keys and indices, with dots between. */
  readonly path: string;
  /** Null where none is written. */
  readonly reason: string | null;
}

/** What is said to come back. */
export type ExpectedAnswer =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'answer';
      /** Undefined if everything is null. */
      readonly data: ValueNode | undefined;
      readonly errors: readonly ExpectedError[];
    };

/** `VIEWER OPERATION [with VARIABLES]` */
export interface WrittenOperation {
  readonly viewer: readonly ViewerWord[];
  readonly operation: string;
  readonly variables: ValueNode | undefined;
  /** What is spoken of by name, in all of it. */
  readonly references: References;
}

/** `VIEWER OPERATION [with VARIABLES] -> ANSWER` */
export interface WrittenCheck extends WrittenOperation {
  readonly answer: ExpectedAnswer;
}

const FORM = 'Write: viewer operation -> answer';
const KIND = /^(?:query|mutation|subscription|fragment)\b/;
const NAME = /^[\w:.@-]+/;
const VALUED = /^(scope|sub|iss)\s+("(?:[^"\\]|\\.)*"|[^\s{]+)/;
const ERROR = /^([A-Z][A-Z_]*) at (\w+(?:\.\w+)*)(?: \(([A-Z_]+)\))?$/;

/** Throws a `Misreading` for what says nothing that can be checked. */
export function readCheck(text: string): WrittenCheck {
  const arrow = indexOutside(text, /^->/);
  if (arrow === -1) throw new Misreading(`There is no "->" and so no answer. ${FORM}`);
  const { text: code, references } = readReferences(text.slice(arrow + 2));
  const asked = readOperation(text.slice(0, arrow));
  return { ...asked, answer: readAnswer(code.trim()), references: new Map([...asked.references, ...references]) };
}

export function readOperation(text: string): WrittenOperation {
  const [viewer, rest] = readViewerWords(text.trim());
  if (viewer.length === 0) throw new Misreading(`Nobody asks. ${FORM}. Who is not signed in is "nobody".`);
  if (rest === '') throw new Misreading(`There is no operation. ${FORM}`);
  const end = indexOutside(rest, /^with\b/);
  const { text: code, references } = readReferences(rest);
  if (end === -1) return { viewer, operation: code.trim(), variables: undefined, references };
  const split = indexOutside(code, /^with\b/);
  const variables = readLiteral(code.slice(split + 'with'.length));
  if (variables.kind !== 'ObjectValue') throw new Misreading('Variables are an object. Write: with { id: "1" }');
  return { viewer, operation: code.slice(0, split).trim(), variables, references };
}

/** What stands before an operation. */
export function readViewerWords(text: string): readonly [words: readonly ViewerWord[], rest: string] {
  const words: ViewerWord[] = [];
  let rest = text;
  while (rest !== '' && !rest.startsWith('{') && !KIND.test(rest)) {
    const [all, word] = readWord(rest);
    words.push(word);
    rest = rest.slice(all.length).trimStart();
  }
  return [words, rest];
}

function readWord(text: string): readonly [all: string, word: ViewerWord] {
  const [opening] = /^claims\s*(?=\{)/.exec(text) ?? [];
  if (opening !== undefined) {
    const [inside] = splitBracket(text.slice(opening.length));
    return [opening + inside, { kind: 'claims', value: readLiteral(inside) }];
  }
  const [valued, kind, value = ''] = VALUED.exec(text) ?? [];
  if (valued !== undefined && (kind === 'scope' || kind === 'sub' || kind === 'iss'))
    return [valued, { kind, text: value.startsWith('"') ? String(JSON.parse(value)) : value }];
  const [name] = NAME.exec(text) ?? [];
  if (name === undefined) throw new Misreading(`"${text.split(/\s/, 1)[0]}" is no viewer and no operation. ${FORM}`);
  if (['claims', 'scope', 'sub', 'iss'].includes(name)) throw new Misreading(`What ${name} is, is missing behind it.`);
  return [name, { kind: 'name', text: name }];
}

function readAnswer(text: string): ExpectedAnswer {
  if (text === 'allowed') return { kind: 'allowed' };
  if (text === 'refused') return { kind: 'refused' };
  if (!text.startsWith('{')) return { kind: 'answer', data: undefined, errors: readErrors(text) };
  const [data, rest] = splitBracket(text);
  const errors = rest.trim().replace(/^,\s*/, '');
  if (rest.trim() !== '' && errors === rest.trim())
    throw new Misreading(`"${errors}" follows the data without a comma. Write: { me: null }, FORBIDDEN at me`);
  return { kind: 'answer', data: readLiteral(data), errors: errors === '' ? [] : readErrors(errors) };
}

function readErrors(text: string): readonly ExpectedError[] {
  return text.split(/\s*,\s*/).map((each) => {
    const [, code, path, reason = null] = ERROR.exec(each) ?? [];
    if (code === undefined || path === undefined)
      throw new Misreading(
        each === ''
          ? 'There is no answer. Write its data, its errors as "FORBIDDEN at me.email", or "allowed" or "refused".'
          : `"${each}" is no answer. Write data as { me: { name: "Ann" } }, errors as "FORBIDDEN at me.email", or "allowed" or "refused".`,
      );
    return { code, path, reason };
  });
}
