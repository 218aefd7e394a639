import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObjectType } from 'graphql';
import { protectSchema } from '../../../src/access/index.js';
import { copySchema } from '../../../src/access/schema/copy-schema.js';
import { anySchema } from '../any-schema.js';
import { differences } from '../schema-differences.js';

test('a copy differs in nothing, and shares no element', () => {
  fc.assert(
    fc.property(fc.gen(), (pick) => {
      const given = anySchema(pick);
      expect(differences(given, copySchema(given), () => false)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('the guarded schema differs from the one given in the resolvers of its guarded fields alone', () => {
  fc.assert(
    fc.property(fc.gen(), (pick) => {
      const given = anySchema(pick);
      const before = copySchema(given);
      const { schema, table } = protectSchema(given, { viewerOf: () => null, onWarning: () => {} });
      const isRoot = (at: string) => /^(Query|Mutation|Subscription)\./.test(at);
      expect(differences(given, schema, (at) => isRoot(at) || table.rules.has(at))).toEqual([]);
      // And the one given is as it was.
      expect(differences(before, given, () => false)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('the comparison would see a difference in any property', () => {
  fc.assert(
    fc.property(fc.gen(), fc.nat(), (pick, which) => {
      const given = anySchema(pick);
      const copy = copySchema(given);
      const fields = Object.values(copy.getTypeMap())
        .filter(isObjectType)
        .filter(({ name }) => !name.startsWith('__'))
        .flatMap((type) => Object.values(type.getFields()));
      const field = fields[which % fields.length];
      const properties = ['description', 'deprecationReason', 'extensions', 'resolve', 'complexity', 'name', 'type'];
      Object.assign(field ?? {}, { [properties[which % properties.length] ?? '']: {} });
      expect(differences(given, copy, () => false).length).toBeGreaterThan(0);
    }),
    { numRuns: 30 },
  );
});
