// Bodies that were made to be dear. Each is below the limit of a body, 1 MiB.
const MAX_BYTES = 1024 * 1024;
const MAX_TOKENS = 5000;
const LINES = '\n'.repeat(440_000);

// Just below the limits of a document.
const SOME_LINES = '\n'.repeat(4900);
const SOME_COMMAS = ','.repeat(60_000);

const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const nested = (open, inner, close, depth) => `${open.repeat(depth)}${inner}${close.repeat(depth)}`;
const json = (query, variables) => JSON.stringify({ query, ...(variables && { variables }) });
/** As many as fit into a body, at this many bytes each. */
const filling = (bytesEach) => Math.floor((MAX_BYTES - 20_000) / bytesEach);
/** As many as fit into a document, at this many tokens each. */
const fit = (tokensEach) => Math.floor((MAX_TOKENS - 60) / tokensEach);

/** Objects of as many members as one may have, that fill a body. */
const MAX_MEMBERS = 5000;
const large = (from, value = 1) =>
  Object.fromEntries(times(MAX_MEMBERS, (i) => [`a${(from * MAX_MEMBERS + i).toString(36)}`, value]));
const manyLarge = () => times(filling(MAX_MEMBERS * 10), (from) => large(from));

const reset = (index, email = '"nobody@example.com"') => `a${index}: requestPasswordReset(email: ${email})`;
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { status } }';

/** By name: the text of each body. */
export const bodies = {
  honest: json('{ me { id name email } }'),

  // Lines, and what is told of them.
  'lines × refused mutations': json(`mutation {${LINES}${times(fit(8), reset).join(' ')}}`),
  'lines × refused fields': json(`{${LINES}${times(fit(6), (i) => `a${i}: me { id }`).join(' ')}}`),
  'lines × unknown fields': json(`{${LINES}${times(fit(3), (i) => `a${i}: unknown`).join(' ')}}`),
  'lines × unknown arguments': json(`{${LINES}${times(fit(11), (i) => `a${i}: me(x: 1) { id }`).join(' ')}}`),
  'lines × null arguments': json(
    `mutation ($e: String = "x") {${LINES}${times(fit(9), (i) => reset(i, '$e')).join(' ')}}`,
    { e: null },
  ),
  'lines × variables that do not fit': json(
    `query (${LINES}${times(fit(5), (i) => `$v${i}: Int!`).join(' ')}) { __typename }`,
  ),
  'lines × a syntax error': json(`{${'\n'.repeat(1_000_000)}`.slice(0, 500_000)),
  'commas × refused mutations': json(`mutation {${','.repeat(900_000)}${times(fit(8), reset).join(' ')}}`),

  'fewer lines × refused mutations': json(`mutation {${SOME_COMMAS}${SOME_LINES}${times(fit(8), reset).join(' ')}}`),
  'fewer lines × refused fields': json(
    `{${SOME_COMMAS}${SOME_LINES}${times(fit(6), (i) => `a${i}: me { id }`).join(' ')}}`,
  ),
  'fewer lines × unknown fields': json(
    `{${SOME_COMMAS}${SOME_LINES}${times(fit(3), (i) => `a${i}: unknown`).join(' ')}}`,
  ),
  'fewer lines × null arguments': json(
    `mutation ($e: String = "x") {${SOME_COMMAS}${SOME_LINES}${times(fit(9), (i) => reset(i, '$e')).join(' ')}}`,
    { e: null },
  ),
  'fewer lines × variables that do not fit': json(
    `query (${SOME_COMMAS}${SOME_LINES}${times(fit(5), (i) => `$v${i}: Int!`).join(' ')}) { ${times(1, () => '__typename').join(' ')} }`,
  ),

  // Text.
  'one comment': json(`{ __typename } #${'x'.repeat(1_000_000)}`),
  comments: json(`{ __typename ${'#\n'.repeat(300_000)} }`),
  'carriage returns': json(`{ __typename ${'\r'.repeat(440_000)} }`),
  'a string': json(`mutation { requestPasswordReset(email: "${'x'.repeat(1_000_000)}") }`),
  'a string of escapes': json(`mutation { requestPasswordReset(email: "${'\\n'.repeat(300_000)}") }`),
  'a block string of lines': json(`mutation { requestPasswordReset(email: """${'\n x'.repeat(200_000)}""") }`),
  'a string without an end': json(`mutation { requestPasswordReset(email: "${'x'.repeat(1_000_000)}`),
  'a name': json(`{ ${'x'.repeat(1_000_000)} }`),
  'a number': json(`{ users(first: ${'1'.repeat(1_000_000)}) { edges { cursor } } }`),
  'byte order marks': json(`{ __typename ${'\uFEFF'.repeat(300_000)} }`),

  // Nesting.
  'inline fragments': json(`{ ${nested('...{', '__typename', '}', 3325)} }`),
  selections: json(`{ ${nested('me{', 'id', '}', 3325)} }`),
  'selections without an end': json('{a'.repeat(5000)),
  lists: json(`{ user(id: ${nested('[', '', ']', 4990)}) { id } }`),
  'lists without an end': json(`{ user(id: ${'['.repeat(9980)}`),
  objects: json(`mutation { register(input: ${nested('{a:', '1', '}', 2490)}) { status } }`),
  'types of variables': json(`query ($v: ${nested('[', 'Int', ']', 4980)}) { __typename }`),
  'nested as deep as may be': json(`{ ${times(10, (i) => `a${i}: ${nested('me{', 'id', '}', 195)}`).join(' ')} }`),
  'inline fragments as deep as may be': json(`{ ${times(8, () => nested('...{', '__typename', '}', 195)).join(' ')} }`),
  'fragments in fragments': json(
    `{ ...F0 } ${times(fit(8), (i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ')} fragment F${fit(8)} on Query { __typename }`,
  ),
  'a ring of fragments': json(
    `{ ...F0 } ${times(fit(8), (i) => `fragment F${i} on Query { ...F${(i + 1) % fit(8)} }`).join(' ')}`,
  ),
  'nested fragments in nested fragments': json(
    `{ ...F0 } ${times(50, (i) => `fragment F${i} on Query { ${nested('...{', `...F${i + 1}`, '}', 45)} }`).join(' ')} fragment F50 on Query { __typename }`,
  ),
  'JSON arrays': `{"query":"query ($v: [Int]) { __typename }","variables":{"v":${nested('[', '', ']', 500_000)}}}`,
  'JSON objects': `{"query":"${REGISTER}","variables":{"input":${nested('{"a":', '1', '}', 160_000)}}}`,

  // Fields that could conflict.
  'the same field': json(`{ ${'me { id } '.repeat(fit(4))} }`),
  'the same field, twice as deep': json(`{ ${'me { sessions { id } } '.repeat(fit(7))} }`),
  'the same leaf': json(`{ me { ${'id '.repeat(fit(1))} } }`),
  'the same alias': json(`{ me { ${'a: id '.repeat(fit(3))} } }`),
  'the same field with arguments': json(`{ ${'users(first: 1, after: "x") { edges { cursor } } '.repeat(fit(16))} }`),
  'the same field with large arguments': json(
    `{ ${times(20, () => `user(id: [${'1 '.repeat(480)}]) { id } `).join('')} }`,
  ),
  'other fields of one key': json(`{ me { ${'a: id a: name '.repeat(fit(6))} } }`),
  'fragments spread often': json(
    `{ ${'...A ...B ...C '.repeat(fit(6))} } fragment A on Query { me { id } } fragment B on Query { me { name } } fragment C on Query { me { id } }`,
  ),
  'many fragments at once': json(
    `{ ${times(fit(12), (i) => `...F${i}`).join(' ')} } ${times(fit(12), (i) => `fragment F${i} on Query { me { id } }`).join(' ')}`,
  ),
  'fragments doubled': json(
    `{ ...F0 } ${times(24, (i) => `fragment F${i} on Query { a: me { id } ...F${i + 1} b: me { name } ...F${i + 1} }`).join(' ')} fragment F24 on Query { __typename }`,
  ),
  'fields doubled': json(
    `{ me { ...F0 } } ${times(20, (i) => `fragment F${i} on User { a: sessions { user { ...F${i + 1} } } b: sessions { user { ...F${i + 1} } } }`).join(' ')} fragment F20 on User { id }`,
  ),
  'fragments in all fragments': json(
    `{ ...F0 } ${times(
      130,
      (i) =>
        `fragment F${i} on Query { me { id } ${times(130 - i, (j) => `...F${i + j + 1}`)
          .slice(0, 30)
          .join(' ')} }`,
    ).join(
      ' ',
    )} fragment F130 on Query { __typename } ${times(30, (i) => `fragment F${131 + i} on Query { __typename }`).join(' ')}`,
  ),
  'a field in nested fields of one key': json(`{ ${times(40, () => nested('me { ', 'id', ' }', 60)).join(' ')} }`),
  'inline fragments of one field': json(`{ ${'... on Query { me { id } } '.repeat(fit(9))} }`),

  // Many of something.
  aliases: json(`{ ${times(fit(3), (i) => `a${i}: __typename`).join(' ')} }`),
  'aliases of refused fields': json(`{ ${times(fit(6), (i) => `a${i}: me { id }`).join(' ')} }`),
  'aliased mutations': json(`mutation { ${times(fit(8), reset).join(' ')} }`),
  'aliased logout': json(`mutation { ${times(fit(8), (i) => `a${i}: logout(refreshToken: "x")`).join(' ')} }`),
  'aliased login': json(
    `mutation { ${times(fit(15), (i) => `a${i}: login(email: "a", password: "b") { userId }`).join(' ')} }`,
  ),
  'aliased register': json(
    `mutation { ${times(fit(20), (i) => `a${i}: register(input: { email: "a${i}@example.com", password: "${i}" }) { status }`).join(' ')} }`,
  ),
  'aliased verifyEmail': json(
    `mutation { ${times(fit(12), (i) => `a${i}: verifyEmail(token: "x", password: "yyyyyyyyyy")`).join(' ')} }`,
  ),
  'aliased resetPassword': json(
    `mutation { ${times(fit(12), (i) => `a${i}: resetPassword(token: "x", newPassword: "yyyyyyyyyy")`).join(' ')} }`,
  ),
  'aliased refresh': json(
    `mutation { ${times(fit(11), (i) => `a${i}: refresh(refreshToken: "x") { userId }`).join(' ')} }`,
  ),
  'aliased node': json(`{ ${times(fit(11), (i) => `a${i}: node(id: "x${i}") { id }`).join(' ')} }`),
  'aliased nodes': json(`query ($v: [ID!]!) { ${times(fit(12), (i) => `a${i}: nodes(ids: $v) { id }`).join(' ')} }`, {
    v: times(100, (i) => `x${i}`),
  }),
  'aliased nodes of other ids': json(
    `query (${times(190, (i) => `$v${i}: [ID!]!`).join(' ')}) { ${times(190, (i) => `a${i}: nodes(ids: $v${i}) { id }`).join(' ')} }`,
    Object.fromEntries(times(190, (i) => [`v${i}`, times(100, (j) => `${i * 100 + j}`.padStart(32, '0'))])),
  ),
  'nodes of more ids than may be': json('query ($v: [ID!]!) { nodes(ids: $v) { id } }', {
    v: times(filling(4), () => 'x'),
  }),
  'a large id, used often': json(
    `query ($e: ID!) { ${times(fit(12), (i) => `a${i}: node(id: $e) { id }`).join(' ')} }`,
    { e: 'A'.repeat(900_000) },
  ),
  'ten times a hundred nodes, and all fields of each': json(
    `query ($v: [ID!]!) { ${times(10, (i) => `a${i}: nodes(ids: $v) { ...F }`).join(' ')} } fragment F on Node { ${times(fit(3) - 60, (i) => `a${i}: id`).join(' ')} }`,
    { v: times(100, (i) => `x${i}`) },
  ),
  'node, and conditions on all types': json(
    `{ ${times(20, (i) => `a${i}: node(id: "x") { ${times(10, (j) => `... on User { ...U${j} } ... on Session { ...S${j} } ... on AuditEvent { ...A${j} }`).join(' ')} }`).join(' ')} } ${times(
      10,
      (j) =>
        `fragment U${j} on User { u${j}: name } fragment S${j} on Session { s${j}: id } fragment A${j} on AuditEvent { a${j}: id }`,
    ).join(' ')}`,
  ),
  operations: json(times(fit(5), (i) => `query q${i} { __typename }`).join(' ')),
  'operations of one name': json(times(fit(5), () => 'query q { __typename }').join(' ')),
  'operations with fragments': json(
    `${times(300, (i) => `query q${i} { ...F0 }`).join(' ')} ${times(190, (i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ')} fragment F190 on Query { __typename }`,
  ),
  'operations with variables and fragments': json(
    `${times(100, (i) => `query q${i}($v: ID!) { ...F0 }`).join(' ')} ${times(150, (i) => `fragment F${i} on Query { a${i}: user(id: $v) { id } ...F${i + 1} }`).join(' ')} fragment F150 on Query { __typename }`,
  ),
  variables: json(`query (${times(fit(4), (i) => `$v${i}: Int`).join(' ')}) { __typename }`),
  'variables of one name': json(`query (${'$v: Int '.repeat(fit(4))}) { __typename }`),
  'variables that are not defined': json(`{ ${times(fit(12), (i) => `a${i}: user(id: $v${i}) { id }`).join(' ')} }`),
  directives: json(`{ __typename ${'@include(if: true) '.repeat(fit(7))} }`),
  'directives of a variable': json(
    `query ($v: Boolean!) { ${times(fit(11), (i) => `a${i}: __typename @include(if: $v)`).join(' ')} }`,
    { v: true },
  ),
  'unknown directives': json(`{ __typename ${times(fit(2), (i) => `@d${i}`).join(' ')} }`),
  arguments: json(`{ user(${times(fit(3), (i) => `a${i}: 1`).join(' ')}) { id } }`),
  'arguments of one name': json(`{ user(${'id: 1 '.repeat(fit(3))}) { id } }`),
  'input fields': json(`mutation { register(input: { ${times(fit(3), (i) => `a${i}: 1`).join(' ')} }) { status } }`),
  'input fields of one name': json(`mutation { register(input: { ${'email: 1 '.repeat(fit(3))} }) { status } }`),
  'types that are not there': json(`query (${times(fit(4), (i) => `$v${i}: T${i}`).join(' ')}) { __typename }`),
  'fragments that are not there': json(`{ ${times(fit(2), (i) => `...F${i}`).join(' ')} }`),
  'fragments that are not used': json(
    `{ __typename } ${times(fit(7), (i) => `fragment F${i} on Query { __typename }`).join(' ')}`,
  ),
  'fragments of types that are not there': json(`{ ${times(fit(6), (i) => `... on T${i} { id }`).join(' ')} }`),
  'fields that are not there': json(`{ ${times(fit(1), (i) => `nothing${i}`).join(' ')} }`),
  'fields that are nearly there': json(`{ me { ${times(fit(3), (i) => `a${i}: emailVerifie`).join(' ')} } }`),
  'enum values that are nearly there': json(
    `mutation { ${times(fit(16), (i) => `a${i}: setUserRoles(userId: 1, roles: [ADMI]) { id }`).join(' ')} }`,
  ),
  'a type system': json(times(fit(7), (i) => `type T${i} { id: ID }`).join(' ')),

  // Variables.
  'a large text': json(REGISTER, { input: { email: 'x'.repeat(500_000), password: 'y'.repeat(500_000) } }),
  'a large text with marks': json(REGISTER, { input: { email: '\u0301'.repeat(330_000), password: 'a' } }),
  'a large text of an eighth of a byte': json(REGISTER, {
    input: { email: 'a@b.c', password: '\u0301\u0300'.repeat(160_000) },
  }),
  'a large text, used often': json(`mutation ($e: String!) { ${times(fit(9), (i) => reset(i, '$e')).join(' ')} }`, {
    e: 'x'.repeat(900_000),
  }),
  'a large text with marks, used often': json(
    `mutation ($e: String!) { ${times(fit(9), (i) => reset(i, '$e')).join(' ')} }`,
    { e: 'é\u0301'.repeat(150_000) },
  ),
  'a large password, used often': json(
    `mutation ($e: String!) { ${times(fit(12), (i) => `a${i}: resetPassword(token: "x", newPassword: $e)`).join(' ')} }`,
    { e: '\u0301'.repeat(300_000) },
  ),
  // What zxcvbn takes longest for, of a length that it looks at.
  'a password of many readings': json(REGISTER, { input: { email: 'a@example.com', password: '1qaz'.repeat(32) } }),
  'a password and a name of many readings': json(REGISTER, {
    input: { email: 'a@example.com', name: times(25, (i) => `n${i + 10}`).join(' '), password: 'p4$$w0rd'.repeat(16) },
  }),
  'many texts, and the last is none': json('{ __typename }', { list: [...times(filling(5), () => 'é'), '\u0000'] }),
  'a large text, and its last character is none': json('{ __typename }', { text: `${'漢'.repeat(filling(3))}\u0000` }),
  'many literals, and the last is none': json(
    `{ ${times(fit(12), (i) => `a${i}: user(id: "x") { id }`).join(' ')} b: user(id: "\\u0000") { id } }`,
  ),
  'a large token, used often': json(
    `mutation ($e: String!) { ${times(fit(9), (i) => `a${i}: logout(refreshToken: $e)`).join(' ')} }`,
    { e: 'A'.repeat(900_000) },
  ),
  'a large cursor, used often': json(
    `query ($e: String!) { ${times(fit(15), (i) => `a${i}: users(after: $e) { edges { cursor } }`).join(' ')} }`,
    { e: 'A'.repeat(900_000) },
  ),
  'too many members': json(REGISTER, { input: Object.fromEntries(times(filling(12), (i) => [`a${i}`, 1])) }),
  'unknown input fields': json(REGISTER, { input: large(0, 'x'.repeat(190)) }),
  'unknown input fields beside introspection': JSON.stringify({
    query: `${REGISTER.replace('mutation', 'mutation A')} query B { __schema { queryType { name } } }`,
    operationName: 'A',
    variables: { input: large(0, 'x'.repeat(190)) },
  }),
  'unknown input fields beside a large text': json(REGISTER, {
    input: { email: 'x'.repeat(900_000), ...Object.fromEntries(times(60, (i) => [`a${i}`, 1])) },
  }),
  'a long list': json('query ($v: [Int!]) { __typename }', { v: times(filling(2), () => 1) }),
  'a long list that does not fit': json('query ($v: [Int!]) { __typename }', { v: times(filling(4), () => 'x') }),
  'a list in a text': json('query ($v: String!) { __typename }', { v: times(filling(2), () => 1) }),
  roles: json('mutation ($v: [Role!]!) { setUserRoles(userId: 1, roles: $v) { id } }', {
    v: times(filling(8), () => 'ADMIN'),
  }),
  'roles, used often': json(
    `mutation ($v: [Role!]!) { ${times(fit(16), (i) => `a${i}: setUserRoles(userId: 1, roles: $v) { id }`).join(' ')} }`,
    { v: times(100_000, () => 'ADMIN') },
  ),
  'variables that nobody asks for': json('{ __typename }', { v: manyLarge() }),
  'objects in a text': json('query ($v: String!) { __typename }', { v: manyLarge() }),
  'large objects where none are': json(REGISTER, { input: manyLarge() }),
  'a large operation name': JSON.stringify({ query: '{ __typename }', operationName: 'x'.repeat(1_000_000) }),
  extensions: JSON.stringify({
    query: '{ __typename }',
    extensions: { v: manyLarge() },
  }),
  'a batch': JSON.stringify(times(filling(30), () => ({ query: '{ __typename }' }))),
  'numbers as text': json('query ($v: [Float]) { __typename }', { v: times(filling(7), () => 1e-7) }),
  'keys of one hash': `{"query":"{ __typename }","variables":{${times(filling(14), (i) => `"${i}":1`).join(',')}}}`,

  // Introspection.
  introspection: json('{ __schema { types { name fields { name args { name type { name } } } } } }'),
  'introspection × aliases': json(
    `{ ${times(fit(15), (i) => `a${i}: __schema { types { fields { args { name } } } }`).join(' ')} }`,
  ),
  'types × aliases': json(
    `{ ${times(fit(17), (i) => `a${i}: __type(name: "User") { fields { args { name } } }`).join(' ')} }`,
  ),
  'lists × aliases': json(
    `{ __schema { ${times(fit(12), (i) => `a${i}: types { fields { args { name } } }`).join(' ')} } }`,
  ),
  'names × aliases': json(
    `{ __schema { types { fields { args { type { ${times(fit(3), (i) => `a${i}: name`).join(' ')} } } } } } }`,
  ),
  'introspection in fragments': json(
    `{ ...F0 } ${times(30, (i) => `fragment F${i} on Query { a${i}: __schema { ...S } b${i}: __schema { ...S } ...F${i + 1} }`).join(' ')} fragment F30 on Query { __typename } fragment S on __Schema { types { fields { type { fields { name args { name } } } } } }`,
  ),
  'one introspection × aliases in fragments': json(
    `{ __schema { ${times(40, (i) => `a${i}: types { ...T }`).join(' ')} } } fragment T on __Type { name description fields { ...F g: name } enumValues { name description } inputFields { ...I } } fragment F on __Field { name description args { ...I } type { kind name fields { name description } } } fragment I on __InputValue { name description defaultValue type { kind name } }`,
  ),
  'a type of a variable × aliases': json(
    `query ($v: String!) { ${times(fit(18), (i) => `a${i}: __type(name: $v) { fields { args { name } } }`).join(' ')} }`,
    { v: 'User' },
  ),
  'operations that introspect': json(
    `${times(300, (i) => `query q${i} { __schema { ...S } }`).join(' ')} fragment S on __Schema { types { name fields { name type { name fields { name } } } } }`,
  ),
  'types of types': json(
    `{ __schema { types { ${nested('fields { type { ', 'name', ' } }', 2)} ${nested('ofType { ', 'name', ' }', 190)} } } }`,
  ),
  'types in fragments doubled': json(
    `{ __schema { types { ...F0 } } } ${times(24, (i) => `fragment F${i} on __Type { a: ofType { ...F${i + 1} } b: ofType { ...F${i + 1} } }`).join(' ')} fragment F24 on __Type { name }`,
  ),
};

for (const [name, body] of Object.entries(bodies)) {
  if (Buffer.byteLength(body) > MAX_BYTES) throw new RangeError(`"${name}" has ${Buffer.byteLength(body)} bytes.`);
}
