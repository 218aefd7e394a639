import fc from 'fast-check';
import { anonymous, type Viewer } from '../../../src/access/index.js';
import { withScopes } from '../support.js';

/** What `@auth` says, of scopes and a policy that the token does not decide. */
export interface Way {
  readonly scopes?: readonly string[];
  readonly policy?: 'may';
}
export interface Auth extends Way {
  readonly anyOf?: readonly Way[];
}

export interface RandomSchema {
  readonly sdl: string;
  /** What is written at each place, by schema coordinate. */
  readonly auths: ReadonlyMap<string, readonly Auth[]>;
}

const SCOPES = ['a', 'b', 'c'];

export const viewers: fc.Arbitrary<Viewer> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(anonymous) },
  { weight: 5, arbitrary: fc.subarray(SCOPES).map((scopes) => withScopes(...scopes)) },
);

interface Random {
  chance(percent: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  some<T>(from: readonly T[]): readonly T[];
}

interface Argument {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}
interface Field {
  readonly type: string;
  readonly args: readonly Argument[];
}
interface Owner {
  readonly name: string;
  interfaces: readonly Owner[];
  readonly fields: Map<string, Field>;
}

const SCALARS = ['S0', 'S1'] as const;
const ENUMS = ['E0', 'E1'] as const;
const INPUTS = ['I0', 'I1', 'I2'] as const;
const INTERFACES = ['N0', 'N1', 'N2', 'N3'];
const OBJECTS = ['O0', 'O1', 'O2', 'O3', 'O4', 'Mutation', 'Query'];
const UNIONS = ['U0', 'U1'];
const FIELDS = ['f', 'g', 'h'] as const;

/** Names tell where they belong, so that a text that holds one is known to tell of it. */
const valuesOf = (name: string) => [`${name}_A`, `${name}_B`, `${name}_C`] as const;
const inputFieldsOf = (name: string) => [`${name}_x`, `${name}_y`, `${name}_z`];

/** It is not always valid: whoever uses it leaves out what is not. */
export const randomSchemas: fc.Arbitrary<RandomSchema> = fc.gen().map((generate) => {
  const random: Random = {
    chance: (percent) => generate(fc.nat, { max: 99 }) >= 100 - percent,
    pick: (from) => from[generate(fc.nat, { max: from.length - 1 })] ?? from[0],
    some: (from) => from.filter(() => generate(fc.boolean)),
  };
  return describe(random);
});

function describe(random: Random): RandomSchema {
  const auths = new Map<string, readonly Auth[]>();
  // Some schemas are strict, some are open but for a few places.
  const strictness = random.pick([0.2, 0.5, 1]);
  const auth = (coordinate: string, kinds: 'token' | 'any', percent = 30) => {
    if (!random.chance(percent * strictness)) return '';
    const written = randomAuth(random, kinds);
    auths.set(coordinate, [...(auths.get(coordinate) ?? []), written]);
    return ` ${textOf(written)}`;
  };
  const inputs = randomInputs(random);
  const literal = (type: string, depth?: number) => randomLiteral(random, inputs, type, depth);
  const lines = [
    ...SCALARS.map((name) => `scalar ${name}${auth(name, 'token', 15)}`),
    ...ENUMS.map(
      (name) =>
        `enum ${name}${auth(name, 'token', 10)} { ${valuesOf(name)
          .map((value) => `${value}${auth(`${name}.${value}`, 'token')}`)
          .join(' ')} }`,
    ),
    ...[...inputs].map(([name, fields]) => {
      const parts = [...fields].map(([field, type]) => {
        // A default that fills in another that fills in the first would never end: they go one way.
        const isBack = INPUTS.some((other) => type.includes(other) && other <= name);
        const given = !isBack && random.chance(40) ? literal(type, LEAST) : undefined;
        return `${field}: ${type}${given ? ` = ${given}` : ''}${auth(`${name}.${field}`, 'token')}`;
      });
      return `input ${name} { ${parts.join(' ')} }`;
    }),
  ];
  const owners = randomOwners(random);
  const members = new Map(UNIONS.map((name) => [name, random.some(OBJECTS.slice(0, 5))]));
  fillFields(random, owners, members, literal);
  for (const { name, interfaces, fields } of owners) {
    const list = interfaces.map((each) => each.name).join(' & ');
    const body = [...fields].map(([field, { type, args }]) => {
      const texts = args.map((each) => `${each.text}${auth(`${name}.${field}(${each.name}:)`, 'token', 20)}`);
      const own = auth(`${name}.${field}`, 'any');
      return `${field}${texts.length > 0 ? `(${texts.join(' ')})` : ''}: ${type}${own}`;
    });
    const kind = INTERFACES.includes(name) ? 'interface' : 'type';
    lines.push(`${kind} ${name}${list && ` implements ${list}`}${auth(name, 'any', 10)} { ${body.join(' ')} }`);
  }
  for (const [name, of] of members) lines.push(`union ${name} = ${of.join(' | ') || 'O0'}`);
  lines.push(`directive @d(x: ${randomInputType(random)} y: E1! = ${random.pick(valuesOf('E1'))}) on FIELD | OBJECT`);
  return { sdl: lines.join('\n'), auths };
}

function randomAuth(random: Random, kinds: 'token' | 'any'): Auth {
  const scopes = () => [random.pick(['a', 'b', 'c'])];
  const way = (): Way => {
    if (kinds === 'token' || random.chance(60)) return { scopes: scopes() };
    return random.chance(50) ? { policy: 'may' } : { scopes: scopes(), policy: 'may' };
  };
  if (random.chance(20)) return {};
  return random.chance(70) ? way() : { anyOf: [way(), way()] };
}

function textOf({ anyOf, ...way }: Auth): string {
  const parts = ({ scopes, policy }: Way) =>
    [scopes && `scopes: ${JSON.stringify(scopes)}`, policy && `policy: "${policy}"`].filter(Boolean).join(' ');
  const list = anyOf && `anyOf: [${anyOf.map((each) => `{ ${parts(each)} }`).join(' ')}]`;
  const all = [parts(way), list].filter(Boolean).join(' ');
  return all === '' ? '@auth' : `@auth(${all})`;
}

function wrapped(random: Random, name: string): string {
  return random.pick([name, name, `${name}!`, `[${name}]`, `[${name}!]!`]);
}

function randomInputType(random: Random): string {
  return wrapped(random, random.pick([...SCALARS, ...ENUMS, ...ENUMS, ...INPUTS, 'Int']));
}

function randomInputs(random: Random): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(
    INPUTS.map((name, index) => {
      const type = () => {
        const found = randomInputType(random);
        const input = INPUTS.findIndex((each) => found.includes(each));
        // Inputs may contain each other in a circle, but not of non-nulls.
        return input >= 0 && input <= index ? found.replaceAll('!', '') : found;
      };
      return [name, new Map(inputFieldsOf(name).map((field) => [field, type()]))];
    }),
  );
}

/** At this depth a literal has the least in it. */
const LEAST = 3;

/** A literal of the type; undefined where there is none to tell. */
function randomLiteral(
  random: Random,
  inputs: ReadonlyMap<string, ReadonlyMap<string, string>>,
  type: string,
  depth = 0,
): string | undefined {
  if (!type.endsWith('!') && random.chance(10)) return 'null';
  const bare = type.replace(/!$/, '');
  if (bare.startsWith('[')) {
    const item = randomLiteral(random, inputs, bare.slice(1, -1), depth);
    return item === undefined ? '[]' : `[${item}]`;
  }
  if (ENUMS.some((name) => name === bare)) return random.pick(valuesOf(bare));
  const fields = inputs.get(bare);
  if (!fields) return bare === 'Int' ? '7' : '"text"';
  const parts = [...fields].flatMap(([name, fieldType]) => {
    if (!fieldType.endsWith('!') && (depth >= LEAST || !random.chance(30))) return [];
    const value = randomLiteral(random, inputs, fieldType, depth + 1);
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  return `{ ${parts.join(' ')} }`;
}

function randomOwners(random: Random): readonly Owner[] {
  const interfaces: Owner[] = [];
  const owner = (name: string): Owner => {
    const chosen = random.some(interfaces).filter(() => random.chance(70));
    const closed = new Set(chosen.flatMap((each) => [each, ...each.interfaces]));
    return { name, interfaces: [...closed], fields: new Map() };
  };
  for (const name of INTERFACES) interfaces.push(owner(name));
  return [...interfaces, ...OBJECTS.map(owner)];
}

/** A type, and those that may stand where it is declared. */
type Below = (name: string) => readonly string[];

/** Fields that a type inherits are there in it, of a narrower type now and then, with more arguments now and then. */
function fillFields(
  random: Random,
  owners: readonly Owner[],
  members: ReadonlyMap<string, readonly string[]>,
  literal: (type: string) => string | undefined,
): void {
  const outputs = [...SCALARS, ...ENUMS, ...INTERFACES, ...INTERFACES, ...OBJECTS, ...OBJECTS, ...UNIONS] as const;
  const below: Below = (name) => [
    name,
    ...(members.get(name) ?? []),
    ...owners.filter(({ interfaces }) => interfaces.some((each) => each.name === name)).map((each) => each.name),
  ];
  const argument = (name: string, type: string): Argument => {
    const value = random.chance(50) ? literal(type) : undefined;
    return { name, type, text: `${name}: ${type}${value === undefined ? '' : ` = ${value}`}` };
  };
  for (const owner of owners) {
    for (const candidate of owner.interfaces) {
      const others = owner.interfaces.filter((each) => each !== candidate && !each.interfaces.includes(candidate));
      if (!isTogether(candidate, others, below)) owner.interfaces = others;
    }
    for (const { fields } of owner.interfaces) {
      for (const name of fields.keys()) {
        if (owner.fields.has(name)) continue;
        const above = owner.interfaces.flatMap((each) => each.fields.get(name) ?? []);
        const args = new Map(
          above.flatMap((each) => each.args).map(({ name: own, type }) => [own, argument(own, type)]),
        );
        const [type = 'Int', ...types] = narrower(above, below);
        owner.fields.set(name, { type: random.pick([type, ...types]), args: [...args.values()] });
      }
    }
    for (const name of [random.pick(FIELDS), `${owner.name}_own`]) {
      if (owner.fields.has(name) || (owner.fields.size > 0 && random.chance(20))) continue;
      const type = wrapped(random, random.pick(['Int', ...outputs]));
      const args = ['p', 'q'].filter(() => random.chance(30)).map((each) => argument(each, randomInputType(random)));
      owner.fields.set(name, { type, args });
    }
    for (const [name, field] of owner.fields) {
      if (!random.chance(15)) continue;
      const more = argument(`more_${owner.name}`, randomInputType(random).replace(/!$/, ''));
      owner.fields.set(name, { ...field, args: [...field.args, more] });
    }
  }
}

/** True if each field that the interface shares with the others has a type that satisfies them all. */
function isTogether({ fields }: Owner, others: readonly Owner[], below: Below): boolean {
  return [...fields].every(([name, field]) => {
    const same = [field, ...others.flatMap((each) => each.fields.get(name) ?? [])];
    const types = new Set(same.flatMap((each) => each.args.map((argument) => `${argument.name}: ${argument.type}`)));
    const names = new Set(same.flatMap((each) => each.args.map((argument) => argument.name)));
    return types.size === names.size && narrower(same, below).length > 0;
  });
}

function narrower(above: readonly Field[], below: Below): readonly string[] {
  const isSub = (type: string, of: string): boolean => {
    if (of.endsWith('!')) return type.endsWith('!') && isSub(type.slice(0, -1), of.slice(0, -1));
    if (type.endsWith('!')) return isSub(type.slice(0, -1), of);
    if (of.startsWith('[')) return type.startsWith('[') && isSub(type.slice(1, -1), of.slice(1, -1));
    return below(of).includes(type);
  };
  const candidates = above.flatMap(({ type }) => {
    const name = type.replace(/[[\]!]/g, '');
    return below(name).flatMap((each) => [type.replace(name, each), `${type.replace(name, each)}!`.replace('!!', '!')]);
  });
  return candidates.filter((type) => above.every((each) => isSub(type, each.type)));
}
