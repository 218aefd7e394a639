import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { tableOf } from './thirty-days.table.js';

test('the table of docs/sessions.md is what the model of thirty days prints', () => {
  const table = tableOf(300);
  const [head = ''] = table.split('\n');
  const page = readFileSync('docs/sessions.md', 'utf8');
  const [stands = ''] = page.slice(page.indexOf(head)).split('\n\n');
  expect(stands).toBe(table);
}, 60_000);
