import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Source } from 'graphql';
import { compileSchema, createMatrix, matrixMarkdown } from '../../../src/access/report/index.js';
import { buildSdl, parseSdl } from '../../../src/server/schema/sdl.js';

const COMMITTED = 'docs/access-matrix.md';

type Change = (text: string, file: string) => string;

/** The matrix of our own schema, which may be changed before. */
function ownMatrix(change: Change = (text) => text): string {
  const files = readdirSync('schema')
    .filter((file) => file.endsWith('.graphql'))
    .sort();
  const sources = files.map((file) => new Source(change(readFileSync(`schema/${file}`, 'utf8'), file), file));
  return matrixMarkdown(createMatrix(compileSchema(buildSdl(parseSdl(sources)))), { lines: false });
}

/** The lines that only one of two texts has. */
function differences(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

describe(`${COMMITTED}, where a change of rights shows in review`, () => {
  test('is what schema/ says', () => {
    const [committed, now] = [readFileSync(COMMITTED, 'utf8'), ownMatrix()];
    if (committed === now) return;
    throw new Error(
      [
        `${COMMITTED} is not what schema/ says any more. If the rights are meant to change, write it anew and commit it:`,
        `  npm run access-matrix`,
        ...differences(committed, now),
      ].join('\n'),
    );
  });

  test('changes when a field is opened', () => {
    const open: Change = (text) =>
      text.replace(
        '@auth(anyOf: [{ role: SUPPORT }, { owner: "id" }])',
        '@auth(anyOf: [{ role: USER }, { owner: "id" }])',
      );
    // Every USER who has an id would get its user by `node`.
    const fields = ['id, name, roles, createdAt, email', 'emailVerified, disabled, sessions'];
    const line = (sign: string, of: string, cells: string) =>
      expect.stringMatching(new RegExp(`^\\${sign} \\| \\*\\*User\\*\\* ${of} +${cells.replaceAll('|', '\\| +')}`));
    expect(differences(ownMatrix(), ownMatrix(open))).toEqual([
      ...fields.map((of) => line('-', of, '|– +|if +|if +|✓ +|✓ +|role SUPPORT or owner id ')),
      ...fields.map((of) => line('+', of, '|– +|if +|✓ +|✓ +|✓ +|role USER or owner id ')),
    ]);
  });

  test('changes when a way is opened, or a role includes another', () => {
    const way: Change = (text) => text.replace('me: User @auth', 'me: User @public');
    expect(differences(ownMatrix(), ownMatrix(way))).not.toEqual([]);
    const role: Change = (text) =>
      text
        .replace('USER\n', 'USER @includes(roles: ["ADMIN"])\n')
        .replace('ADMIN @includes(roles: ["SUPPORT"])', 'ADMIN');
    expect(differences(ownMatrix(), ownMatrix(role))).not.toEqual([]);
  });

  test('stays when nothing of the rights changes', () => {
    expect(
      ownMatrix((text) => `# A comment.\n\n${text.replaceAll('"The viewer\'s own account."', '"Who asks."')}`),
    ).toBe(ownMatrix());
  });
});
