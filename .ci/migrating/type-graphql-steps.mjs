// Programs between before and after of docs/migrating/from-type-graphql.md, and for what else that page says.

/** What a `@Authorized` of the page becomes. */
const RULES = {
  "@Authorized('MANAGER')": "@Auth({ role: 'MANAGER' })",
  "@Authorized('CLERK', 'MANAGER')": "@Auth({ role: 'CLERK' })",
  "@Authorized('OWNER', 'CLERK', 'MANAGER')": "@Auth({ anyOf: [{ owner: 'buyer' }, { role: 'CLERK' }] })",
  '@Authorized()': '@Auth()',
};

/** The program before, with both decorators and the dry run of the page. */
export function both(page) {
  const after = page.files.get('after.ts');
  const { text: protect } = page.blocks.find(
    ({ text, language }) => language === 'ts' && text.includes('dryRun: true'),
  );
  const [viewer] = /^function viewerOf[\s\S]*?^}$/m.exec(after);
  const [roles] = /^const ROLES = .*$/m.exec(after);
  const [extended] = /^const schema = extendSchema.*$/m.exec(after);
  const imports = after.split('\n').filter((line) => /'(@portcullis\/access|graphql|\.\/rules\.js)';$/.test(line));
  return page.files
    .get('before.ts')
    .replace(/^import \{$/m, `${imports.join('\n').replace('Auth, Public', 'Auth')}\nimport {`)
    .replace('readonly user: Claims | null;', 'readonly user: Claims | null;\n  readonly viewer: Viewer;')
    .replaceAll(/^( *)(@Authorized\(.*\))$/gm, (line, indent, decorator) => `${line}\n${indent}${RULES[decorator]}`)
    .replace('const schema =', `${viewer}\n${roles}\nconst built =`)
    .replace(
      /^await serve.*$/m,
      `${extended}\n${protect}\nawait serve(access.schema, (user): Context => ({ user, viewer: viewerOf(user) }));`,
    );
}

/** For what the page says of other places. */
export const ARGUMENT = `import 'reflect-metadata';
import { accessTypeDefs, protectSchema, type Viewer } from '@portcullis/access';
import { extendSchema, graphql, parse } from 'graphql';
import { Arg, buildSchema, Directive, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Auth, Public } from './rules.js';
@Auth({ role: 'MANAGER' })
@ObjectType()
class Report {
  @Field(() => Int)
  revenue!: number;
}
@Resolver()
class Reports {
  @Public()
  @Query(() => Report, { nullable: true })
  report(@Directive('@auth(role: MANAGER)') @Arg('year', () => Int, { nullable: true }) year: number | null): Report {
    return { revenue: year ?? 0 };
  }
  @Public()
  @Query(() => Int, { nullable: true })
  sales(@Directive('@auth(role: MANAGER)') @Arg('year', () => Int, { nullable: true }) year: number | null): number {
    return year ?? 0;
  }
}
const built = await buildSchema({ resolvers: [Reports] });
const schema = extendSchema(built, parse(accessTypeDefs() + 'enum Role { MANAGER }'));
const viewer: Viewer = { authenticated: true, issuer: 'shop', subject: 'ann', expiresAt: null, roles: [], scopes: [], claims: {}, reason: null };
const access = protectSchema(schema, { viewerOf: () => viewer });
const source = '{ a: report { revenue } b: report(year: 1) { revenue } c: sales(year: 1) d: sales }';
const { data, errors = [] } = await graphql({ schema: access.schema, source });
if (data?.d !== 0) throw new Error(JSON.stringify(data));
for (const { path, extensions } of errors) console.log(\`\${extensions.code} at \${path?.join('.')}\`);
`;

/** The program after, which prints its schema as the page says instead of serving it. */
export function printing(page) {
  const { text } = page.blocks.find(({ text, language }) => language === 'ts' && text.includes('writeFileSync'));
  const [imports, statement] = text.split('\n\n');
  return `${imports}\n${page.files.get('after.ts').replace(/^await serve\([^;]*;$/m, statement)}`;
}
