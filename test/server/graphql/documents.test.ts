import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import { createDocuments, type Documents } from '../../../src/server/graphql/documents.js';

async function put({ store }: Documents, source: string): Promise<DocumentNode> {
  const document = parse(source);
  await store.set(`hash of ${source}`, document);
  return document;
}

test('a document is found by its hash and by its exact text', async () => {
  const documents = createDocuments();
  const document = await put(documents, '{ a }');
  expect(await documents.store.get('hash of { a }')).toBe(document);
  expect(documents.find('{ a }')).toBe(document);
  expect(documents.find('{ a  }')).toBeUndefined();
  expect(documents.find('')).toBeUndefined();
  expect(await documents.store.get('{ a }')).toBeUndefined();
});

test.each(['{ __schema { description } }', '{ a b: __type(name: "A") { name } }'])(
  'what %s shows depends on the viewer, so it is for Apollo alone',
  async (source) => {
    const documents = createDocuments();
    const document = await put(documents, source);
    expect(await documents.store.get(`hash of ${source}`)).toBe(document);
    expect(documents.find(source)).toBeUndefined();
  },
);

test('one without a text is not found by it', async () => {
  const documents = createDocuments();
  const document = parse('{ a }', { noLocation: true });
  await documents.store.set('a hash', document);
  expect(await documents.store.get('a hash')).toBe(document);
  expect(documents.find('{ a }')).toBeUndefined();
});

test('of more than 2,000 those go that were asked for longest ago', async () => {
  const documents = createDocuments();
  for (let number = 1; number <= 2000; number += 1) await put(documents, `{ a${number} }`);
  expect(documents.find('{ a1 }')).toBeDefined();
  expect(await documents.store.get('hash of { a1 }')).toBeDefined();
  await put(documents, '{ more }');
  expect(documents.find('{ a1 }')).toBeDefined();
  expect(documents.find('{ a2 }')).toBeUndefined();
  expect(await documents.store.get('hash of { a1 }')).toBeDefined();
  expect(await documents.store.get('hash of { a2 }')).toBeUndefined();
});

test('together they have a million characters at most, and one that has more is not kept', async () => {
  const documents = createDocuments();
  const large = (name: string) => `{ ${name} } #${'x'.repeat(400_000)}`;
  await put(documents, large('a'));
  await put(documents, large('b'));
  await put(documents, large('c'));
  expect(documents.find(large('a'))).toBeUndefined();
  expect(documents.find(large('b'))).toBeDefined();
  const tooLarge = `{ d } #${'x'.repeat(1_000_000)}`;
  await put(documents, tooLarge);
  expect(documents.find(tooLarge)).toBeUndefined();
  expect(await documents.store.get(`hash of ${tooLarge}`)).toBeUndefined();
  expect(documents.find(large('c'))).toBeDefined();
});

test('a trusted document is there from the start, for Apollo and for what answers without it', async () => {
  const [source, introspection] = ['{ __typename }', '{ __schema { description } }'];
  const trusted = new Map([source, introspection].map((text) => [text, parse(text)]));
  const documents = createDocuments(trusted);
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(documents.find(source)).toBe(trusted.get(source));
  expect(await documents.store.get(`of-a-schema:${hashOf(source)}`)).toBe(trusted.get(source));
  expect(documents.find(introspection)).toBeUndefined();
  expect(await documents.store.get(hashOf(introspection))).toBe(trusted.get(introspection));
  expect(await documents.store.get(hashOf('{ me { id } }'))).toBeUndefined();
});
