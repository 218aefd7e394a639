import { readPage, toConnection } from 'portcullis';
import type { Resolvers } from '../generated/resolvers.js';

export const resolvers: Resolvers = {
  Query: {
    note: async (_root, { id }, { services }) => (await services.notes.find(id)) ?? null,

    myNotes: async (_root, args, { services, viewer }) => {
      const page = readPage(args, 'notes');
      const notes = await services.notes.listOf(viewer.subject, page);
      return toConnection(notes, page, ({ id, createdAt }) => ({ id, time: createdAt }));
    },
  },
  Mutation: {
    addNote: (_root, { text }, { services, viewer }) => services.notes.add(viewer.subject, text),
  },
};
