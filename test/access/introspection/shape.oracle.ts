import type { IntrospectionQuery, IntrospectionType, IntrospectionTypeRef } from 'graphql';
import type { Viewer } from '../../../src/access/index.js';
import type { Auth, RandomSchema, Way } from './random-schema.js';

/** What a viewer may use of a schema, written slowly, from its introspection and from what stands in its SDL. */
export interface Seen {
  /** Schema coordinates. */
  readonly visible: ReadonlySet<string>;
  /** Names that no text may have in it. */
  readonly secrets: readonly string[];
}

const OURS = ['AuthRule', 'ClaimRule', '@auth', '@public', '@includes', '@grants'];

interface Input {
  readonly name: string;
  readonly type: IntrospectionTypeRef;
  readonly defaultValue?: string | null | undefined;
}

export function see(full: IntrospectionQuery, auths: RandomSchema['auths'], viewer: Viewer): Seen {
  const { types, directives, queryType, mutationType, subscriptionType } = full.__schema;
  const typeOf = (name: string): IntrospectionType => types.find((type) => type.name === name) ?? fail(name);
  const all = coordinatesOf(full);
  const refused = new Set([...all].filter((coordinate) => isRefused(full, auths, viewer, coordinate)));
  let hidden = new Set<string>([...refused, ...OURS.filter((name) => all.has(name))]);
  const shown = (...coordinates: string[]) => coordinates.every((coordinate) => !hidden.has(coordinate));
  const possible = (name: string) => {
    const type = typeOf(name);
    return type.kind === 'INTERFACE' || type.kind === 'UNION' ? type.possibleTypes.map((each) => each.name) : [];
  };
  const needs = (prefix: (name: string) => string, inputs: readonly Input[]) =>
    inputs.filter(isRequired).every((input) => shown(prefix(input.name)));

  const mustHide = (coordinate: string): boolean => {
    const [typeName = '', rest] = coordinate.split('.');
    if (coordinate.startsWith('@')) {
      const [name = '', argument] = coordinate.slice(1).split(/[(:]/);
      const args = directives.find((each) => each.name === name)?.args ?? [];
      if (argument)
        return !shown(`@${name}`) || args.some((each) => each.name === argument && !shown(nameOf(each.type)));
      return !args.filter(isRequired).every((each) => shown(nameOf(each.type)));
    }
    const type = typeOf(typeName);
    if (rest === undefined) {
      if (type.kind === 'SCALAR') return false;
      const prefix = `${typeName}.`;
      const members = [...all].filter((each) => each.startsWith(prefix) && !each.includes('('));
      if (type.kind === 'UNION') return !possible(typeName).some((each) => shown(each));
      if (type.kind === 'INPUT_OBJECT' && !needs((name) => prefix + name, type.inputFields)) return true;
      return !members.some((each) => shown(each));
    }
    if (!shown(typeName)) return true;
    if (type.kind === 'ENUM') return false;
    const [fieldName = '', argumentName] = rest.split(/[(:]/);
    if (type.kind === 'INPUT_OBJECT') {
      return type.inputFields.some((each) => each.name === fieldName && !shown(nameOf(each.type)));
    }
    if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') return fail(coordinate);
    const field = type.fields.find((each) => each.name === fieldName) ?? fail(coordinate);
    const behind = possible(typeName);
    if (argumentName !== undefined) {
      const argument = field.args.find((each) => each.name === argumentName) ?? fail(coordinate);
      if (!shown(nameOf(argument.type))) return true;
      if (type.kind === 'OBJECT' || behind.length === 0) return false;
      return !behind.some((each) => shown(`${each}.${fieldName}`, `${each}.${fieldName}(${argumentName}:)`));
    }
    const required = field.args.filter(isRequired).map((each) => each.name);
    if (!shown(nameOf(field.type)) || !required.every((name) => shown(`${typeName}.${fieldName}(${name}:)`)))
      return true;
    if (type.kind === 'OBJECT' || behind.length === 0) return false;
    return !behind.some((each) =>
      shown(each, `${each}.${fieldName}`, ...required.map((name) => `${each}.${fieldName}(${name}:)`)),
    );
  };

  /** What the roots lead to: what is named, and what may be answered with. */
  const reached = (): ReadonlySet<string> => {
    const named = new Set<string>();
    const answered = new Set<string>();
    for (const root of [queryType, mutationType, subscriptionType])
      if (root && shown(root.name)) answered.add(root.name);
    for (let before = -1; before < named.size + answered.size; ) {
      before = named.size + answered.size;
      for (const { name, args } of directives)
        for (const each of args) if (shown(`@${name}`, `@${name}(${each.name}:)`)) named.add(nameOf(each.type));
      for (const name of answered) {
        named.add(name);
        for (const each of possible(name)) if (shown(each)) answered.add(each);
        const type = typeOf(name);
        if (type.kind !== 'OBJECT') continue;
        for (const field of type.fields) if (shown(`${name}.${field.name}`)) answered.add(nameOf(field.type));
      }
      for (const name of named) {
        const type = typeOf(name);
        if (type.kind === 'OBJECT') answered.add(name);
        if (type.kind === 'INPUT_OBJECT')
          for (const each of type.inputFields) if (shown(`${name}.${each.name}`)) named.add(nameOf(each.type));
        if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') continue;
        for (const each of type.interfaces) if (shown(each.name)) named.add(each.name);
        for (const field of type.fields) {
          if (!shown(`${name}.${field.name}`)) continue;
          named.add(nameOf(field.type));
          for (const each of field.args)
            if (shown(`${name}.${field.name}(${each.name}:)`)) named.add(nameOf(each.type));
        }
      }
    }
    return named;
  };

  for (let before = -1; before < hidden.size; ) {
    before = hidden.size;
    const more = [...all].filter((coordinate) => !hidden.has(coordinate) && mustHide(coordinate));
    if (more.length > 0) hidden = new Set([...hidden, ...more]);
    else {
      const kept = reached();
      hidden = new Set([
        ...hidden,
        ...types.map(({ name }) => name).filter((name) => !name.startsWith('__') && !kept.has(name)),
      ]);
    }
  }
  const visible = new Set([...all].filter((coordinate) => shown(coordinate, coordinate.replace(/\(.*/, ''))));
  const secrets = [...hidden].flatMap((each) => /^[EI]\d\.(\w+)$/.exec(each)?.[1] ?? []);
  return { visible, secrets };
}

/** Everything that has a name, but for introspection itself. */
export function coordinatesOf({ __schema: { types, directives } }: IntrospectionQuery): ReadonlySet<string> {
  const found = new Set<string>();
  for (const type of types) {
    if (type.name.startsWith('__')) continue;
    found.add(type.name);
    if (type.kind === 'ENUM') for (const { name } of type.enumValues) found.add(`${type.name}.${name}`);
    if (type.kind === 'INPUT_OBJECT') for (const { name } of type.inputFields) found.add(`${type.name}.${name}`);
    if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') continue;
    for (const { name, args } of type.fields) {
      found.add(`${type.name}.${name}`);
      for (const argument of args) found.add(`${type.name}.${name}(${argument.name}:)`);
    }
  }
  for (const { name, args } of directives) {
    found.add(`@${name}`);
    for (const argument of args) found.add(`@${name}(${argument.name}:)`);
  }
  return found;
}

/** The law, for what a token alone refuses at one place. */
function isRefused(
  { __schema: { types } }: IntrospectionQuery,
  auths: RandomSchema['auths'],
  viewer: Viewer,
  coordinate: string,
): boolean {
  const lacks = ({ scopes = [] }: Way) => scopes.some((scope) => !viewer.scopes.includes(scope));
  const refuses = ({ anyOf, ...way }: Auth) => !viewer.authenticated || lacks(way) || anyOf?.every(lacks) === true;
  const at = (place: string) => auths.get(place) ?? [];
  const [typeName = '', rest] = coordinate.split('.');
  const type = types.find((each) => each.name === typeName);
  if (type?.kind !== 'OBJECT') return type?.kind !== 'INTERFACE' && at(coordinate).some(refuses);
  if (rest === undefined) return false;
  const speakers = [type.name, ...type.interfaces.map((each) => each.name)];
  if (rest.includes('(')) return speakers.some((each) => at(`${each}.${rest}`).some(refuses));
  const field = type.fields.find((each) => each.name === rest) ?? fail(coordinate);
  const ofResult = at(nameOf(field.type));
  const said = [...speakers.flatMap((each) => [...at(each), ...at(`${each}.${rest}`)]), ...ofResult.flatMap(ofToken)];
  // Where the object decides all of it, whoever is not signed in is refused all the same.
  return said.length > 0 ? said.some(refuses) : ofResult.length > 0 && !viewer.authenticated;
}

/** What is left of a directive without what needs the object: nothing, if that was all of it. */
function ofToken({ scopes, policy, anyOf }: Auth): readonly Auth[] {
  const isOfToken = anyOf?.every((way) => way.policy === undefined);
  const left = { ...(scopes && { scopes }), ...(isOfToken && anyOf && { anyOf }) };
  return Object.keys(left).length > 0 || (policy === undefined && anyOf === undefined) ? [left] : [];
}

function isRequired({ type, defaultValue }: Input): boolean {
  return type.kind === 'NON_NULL' && (defaultValue === null || defaultValue === undefined);
}

export function nameOf(type: IntrospectionTypeRef): string {
  return type.kind === 'LIST' || type.kind === 'NON_NULL' ? nameOf(type.ofType) : type.name;
}

function fail(what: string): never {
  throw new Error(`There is no ${what}.`);
}
