import { type DocumentNode, Kind, parse } from 'graphql';
import { createOperationRequirements } from '../../../../src/access/codegen/rights/operation-requirement.js';
import { anonymous, protectSchema, type Viewer } from '../../../../src/access/index.js';
import { compileAccess } from '../../../../src/access/rules/compile.js';
import { createRights, type Rights } from '../../../../src/client/rights.js';
import type { Verdict } from '../../../../src/requirement.js';
import { buildSchema, ROLES, type TestContext } from '../../support.js';

type Variables = Readonly<Record<string, unknown>>;
type Drawn = Pick<Viewer, 'subject' | 'roles' | 'scopes' | 'claims'> & { readonly subject: string };

/** The check of a server, and what a client says that has nothing but its rights file. */
export interface Sides {
  server(document: DocumentNode, variables: Variables, viewer: Drawn | null): Verdict;
  rightsOf(document: DocumentNode): Rights;
}

export function sidesOf(sdl: string): Sides {
  const schema = buildSchema(`${sdl} ${ROLES}`);
  const access = protectSchema(schema, {
    viewerOf: ({ viewer }: TestContext) => viewer,
    policies: { may: () => true },
    onWarning: () => {},
  });
  const table = compileAccess(schema);
  const compiled = createOperationRequirements(schema, table);
  const roles = [...table.roles.keys()];
  const includedBy = Object.fromEntries(
    roles.map((role) => [role, roles.filter((other) => table.roles.get(other)?.has(role))]),
  );
  return {
    server: (document, variables, viewer) => {
      const asked = viewer
        ? { ...viewer, authenticated: true, issuer: 'test', expiresAt: null, reason: null }
        : anonymous;
      const { granted, refusals } = access.check({ document, variables, viewer: asked });
      return refusals.length > 0 ? false : granted || 'depends';
    },
    rightsOf: (document) => {
      const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
      const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
      if (!operation) throw new Error('There is no operation.');
      const byName = Object.fromEntries(fragments.map((each) => [each.name.value, each]));
      const requires = { Asked: compiled.ofOperation({ operation, fragments: byName }) };
      const inputs = Object.fromEntries(compiled.inputs);
      // As it stands in the file.
      return createRights(JSON.parse(JSON.stringify({ requires, includedBy, inputs })));
    },
  };
}

/** What server and client say of an operation called `Asked`. */
export function verdictsOf(sdl: string, text: string, variables: Variables, viewer: Drawn | null) {
  const { server, rightsOf } = sidesOf(sdl);
  const document = parse(text);
  return {
    server: server(document, variables, viewer),
    client: rightsOf(document).can({ isSignedIn: viewer !== null, viewer }, document, variables),
  };
}
