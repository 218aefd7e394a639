// What a page of docs/migrating has for a script: files, viewers, and requests with the answers of before and after.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseValue, valueFromASTUntyped } from 'graphql';
import { ROOT } from '../folders.mjs';

const BLOCK = /^( *)```(\w+)\n([\s\S]*?)^\1```$/gm;

/** A file is a block that begins with its name, in a comment: `// before.js`, `# schema.graphql`, `-- tables.sql`. */
const NAMED = /^(?:\/\/|#|--) ([\w-]+(?:\.[\w-]+)+)\n/;
const VIEWER = /^(\w+) = (\{.*\})$/;
const ANSWER = /^ {2}(both|before|after) {2,}(.*)$/;
const ERROR = /^([A-Z_]+|[a-z-]+) at ([\w.$@]+)(?: \((\w+)\))?(?: "([^"]*)")?(?:, |$)/;

export function readPage(name) {
  const path = `docs/migrating/${name}.md`;
  const text = readFileSync(join(ROOT, path), 'utf8');
  const blocks = [...text.matchAll(BLOCK)].map(([, indent, language, body]) => ({
    language,
    text: indent === '' ? body : body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
  const files = new Map(blocks.flatMap((block) => fileOf(block)));
  const lines = blocks.filter(({ language }) => language === 'text').map((block) => block.text.split('\n'));
  const viewers = new Map(lines.flat().flatMap((line) => viewerOf(line)));
  return { path, text, blocks, files, viewers };
}

function fileOf({ text }) {
  const [, name] = NAMED.exec(text) ?? [];
  return name === undefined ? [] : [[name, text]];
}

function viewerOf(line) {
  const [, name, claims] = VIEWER.exec(line) ?? [];
  return name === undefined ? [] : [[name, { sub: name, ...readValue(claims) }]];
}

/** As JSON has it: with the prototypes of a parsed answer. */
const readValue = (text) => JSON.parse(JSON.stringify(valueFromASTUntyped(parseValue(text, { noLocation: true }))));

/** The requests below a heading, each with both answers. Throws at a line that would not be checked. */
export function requestsOf({ path, text, viewers }, heading) {
  const section = text.split(`\n### ${heading}\n`)[1]?.split(/^#/m)[0];
  if (section === undefined) throw new Error(`${path} has no section "${heading}".`);
  const bodies = [...section.matchAll(BLOCK)].filter(([, , language]) => language === 'text').map((match) => match[3]);
  return bodies.flatMap((body) => body.trim().split('\n\n')).map((entry) => requestOf(entry, viewers));
}

function requestOf(entry, viewers) {
  const [question, ...answers] = entry.split('\n');
  const [, viewer, operation] = /^(\w+) {2,}(.+)$/.exec(question) ?? [];
  if (viewer === undefined || (viewer !== 'nobody' && !viewers.has(viewer)))
    throw new Error(`Not a request, or of a viewer that the page does not have: ${question}`);
  parse(operation);
  const read = new Map(answers.map((line) => answerOf(line)));
  const [before, after] = ['before', 'after'].map((program) => read.get(program) ?? read.get('both'));
  if (before === undefined || after === undefined || read.size !== answers.length)
    throw new Error(`It does not say what both programs answer: ${entry}`);
  return { name: `${viewer}  ${operation}`, viewer, operation, before, after };
}

function answerOf(line) {
  const [, program, text] = ANSWER.exec(line) ?? [];
  if (program === undefined) throw new Error(`Not an answer: ${line}`);
  const end = text.startsWith('{') ? text.lastIndexOf('}') + 1 : text.indexOf('null') + 4;
  return [program, { data: readValue(text.slice(0, end)), errors: errorsOf(text.slice(end).replace(/^, /, '')) }];
}

function errorsOf(text) {
  const errors = [];
  for (let rest = text; rest !== ''; ) {
    const [whole, code, path, reason, message] = ERROR.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`Not an error: ${rest}`);
    errors.push({ code, path, ...(reason && { reason }), ...(message && { message }) });
    rest = rest.slice(whole.length);
  }
  return errors;
}

/** What a program has answered, as far as the page tells of it: a message only where the page has one. */
export function asTold({ data = null, errors = [] }, told) {
  const messages = new Set(told.errors.filter(({ message }) => message).map(({ path }) => path));
  return {
    data,
    errors: errors.map(({ message, path = [], extensions = {} }) => {
      const at = Array.isArray(path) && path.length > 0 ? path.join('.') : (extensions.path ?? '');
      return {
        code: extensions.code,
        path: at,
        // That there is no token is what `nobody` says already.
        ...(extensions.reason && extensions.reason !== 'TOKEN_MISSING' && { reason: extensions.reason }),
        ...(messages.has(at) && { message }),
      };
    }),
  };
}
