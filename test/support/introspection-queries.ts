import { getIntrospectionQuery } from 'graphql';

/** `ofType`, that many times. */
export function typeRef(depth: number): string {
  return `kind name ${depth > 0 ? `ofType { ${typeRef(depth - 1)} }` : ''}`;
}

/** In the form of old GraphiQL, Postman, Rover and many generators, with or without what is newer. */
export function fullQuery({ depth = 7, isNewer = false, withTypenames = false }): string {
  const all = isNewer ? '(includeDeprecated: true)' : '';
  const deprecated = 'isDeprecated deprecationReason';
  const kind = withTypenames ? '__typename' : '';
  return `query GraphIntrospectQuery {
    __schema { ${kind} queryType { ${kind} name } mutationType { name } subscriptionType { name }
      types { ...FullType } directives { ${kind} name description locations args { ...InputValue } } } }
  fragment FullType on __Type { ${kind} kind name description
    fields(includeDeprecated: true) { ${kind} name description args${all} { ...InputValue } type { ...TypeRef } ${deprecated} }
    inputFields${all} { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { ${kind} name description ${deprecated} } possibleTypes { ...TypeRef } }
  fragment InputValue on __InputValue { ${kind} name description type { ...TypeRef } defaultValue ${isNewer ? deprecated : ''} }
  fragment TypeRef on __Type { ${kind} ${typeRef(depth)} }`;
}

const featuresOf = (alias: string, name: string) =>
  `${alias}: __type(name: "${name}") { fields { name args { name } } }`;

/** What tools ask for, by their name. */
export const HONEST: Readonly<Record<string, string>> = {
  'Apollo Sandbox and GraphiQL, with every option': getIntrospectionQuery({
    ...{ schemaDescription: true, specifiedByUrl: true, directiveIsRepeatable: true },
    ...{ inputValueDeprecation: true, oneOf: true },
  }),
  'graphql-codegen': getIntrospectionQuery({ descriptions: true, schemaDescription: false }),
  'a client that wants no descriptions': getIntrospectionQuery({ descriptions: false }),
  Rover: fullQuery({ isNewer: true }),
  'old tools': fullQuery({ depth: 3 }),
  'the deepest references that tools ask for': fullQuery({ depth: 9, isNewer: true }),
  'a client that adds __typename everywhere': fullQuery({ depth: 9, isNewer: true, withTypenames: true }),
  'gql.tada and GraphQLSP, before they ask': `query IntrospectSupportQuery {
    ${featuresOf('directive', '__Directive')} ${featuresOf('field', '__Field')}
    ${featuresOf('type', '__Type')} ${featuresOf('inputValue', '__InputValue')} }`,
  'who reads on': '{ __schema { types { name fields { name type { name fields { name } } } } } }',
  'one type, of a variable': 'query ($name: String!) { __type(name: $name) { name fields { name args { name } } } }',
  'both at once': '{ __schema { queryType { name } } __type(name: "Query") { name description } __typename }',
};
