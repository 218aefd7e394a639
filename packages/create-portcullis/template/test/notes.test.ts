import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from 'portcullis/client';
import { startTestServer } from './server.js';

let server: Awaited<ReturnType<typeof startTestServer>>;
before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

const ADD = 'mutation ($text: String!) { addNote(text: $text) { id text } }';
const NOTE = 'query ($id: ID!) { note(id: $id) { text } }';

async function addNote(as: Client, text: string): Promise<string> {
  const { data, errors } = await server.ask(ADD, { text, as });
  assert.deepEqual(errors, []);
  return data.addNote.id;
}

test('a note is for its owner', async () => {
  const member = await server.signIn('MEMBER');
  const id = await addNote(member, 'mine');
  assert.deepEqual(await server.ask(NOTE, { id, as: member }), { data: { note: { text: 'mine' } }, errors: [] });
});

test('and for nobody else', async () => {
  const id = await addNote(await server.signIn('MEMBER'), 'mine');
  const stranger = await server.signIn('MEMBER');
  assert.deepEqual(await server.ask(NOTE, { id, as: stranger }), {
    data: { note: null },
    errors: [['FORBIDDEN', 'note.text']],
  });
  assert.deepEqual(await server.ask(NOTE, { id }), { data: { note: null }, errors: [['UNAUTHENTICATED', 'note']] });
});

test('except for editors', async () => {
  const id = await addNote(await server.signIn('MEMBER'), 'mine');
  const editor = await server.signIn('EDITOR');
  assert.deepEqual(await server.ask(NOTE, { id, as: editor }), { data: { note: { text: 'mine' } }, errors: [] });
});

test('nobody adds a note without signing in', async () => {
  const { data, errors } = await server.ask(ADD, { text: 'whose?' });
  assert.deepEqual({ data, errors }, { data: { addNote: null }, errors: [['UNAUTHENTICATED', 'addNote']] });
});

test('notes come in pages, the newest first', async () => {
  const member = await server.signIn('MEMBER');
  for (const text of ['one', 'two', 'three']) await addNote(member, text);
  const PAGE = `query ($after: String) {
    myNotes(first: 2, after: $after) { edges { node { text } } pageInfo { hasNextPage endCursor } }
  }`;
  const texts = [];
  for (let after = null, more = true; more; ) {
    const { data } = await server.ask(PAGE, { after, as: member });
    texts.push(...data.myNotes.edges.map((edge: { node: { text: string } }) => edge.node.text));
    ({ hasNextPage: more, endCursor: after } = data.myNotes.pageInfo);
  }
  assert.deepEqual(texts, ['three', 'two', 'one']);
});

test('a note has a text', async () => {
  const member = await server.signIn('MEMBER');
  const { data, errors } = await server.ask(ADD, { text: ' ', as: member });
  assert.deepEqual({ data, errors }, { data: { addNote: null }, errors: [['BAD_USER_INPUT', 'addNote']] });
});
