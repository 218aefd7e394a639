import { type ModuleDeps, type Page, PortcullisError } from 'portcullis';

export interface Note {
  readonly id: string;
  readonly ownerId: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export type Notes = ReturnType<typeof createNotes>;

const MAX_LENGTH = 10_000;
const COLUMNS = ['id', 'owner_id as ownerId', 'text', 'created_at as createdAt'] as const;

/** Reads and writes notes. Who may see a note is in `schema/notes.graphql`, not here. */
export function createNotes({ database, clock, randomBytes }: ModuleDeps) {
  return {
    find: (id: string): Promise<Note | undefined> =>
      database.query.selectFrom('notes').select(COLUMNS).where('id', '=', id).executeTakeFirst(),

    listOf: (ownerId: string, { after, limit }: Page): Promise<readonly Note[]> => {
      let notes = database.query.selectFrom('notes').select(COLUMNS).where('owner_id', '=', ownerId);
      if (after) {
        notes = notes.where(({ eb, or, and }) =>
          or([eb('created_at', '<', after.time), and([eb('created_at', '=', after.time), eb('id', '<', after.id)])]),
        );
      }
      return notes.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
    },

    add: async (ownerId: string, text: string): Promise<Note> => {
      if (text.trim() === '' || text.length > MAX_LENGTH) {
        const message = `text: Write 1 to ${MAX_LENGTH.toLocaleString('en')} characters.`;
        throw new PortcullisError('BAD_USER_INPUT', message, { field: 'text' });
      }
      const note = { id: randomBytes(16).toString('hex'), ownerId, text, createdAt: clock() };
      await database.transaction(async ({ query }) => {
        const { ownerId: owner_id, createdAt: created_at, ...same } = note;
        await query
          .insertInto('notes')
          .values({ ...same, owner_id, created_at })
          .execute();
      });
      return note;
    },
  };
}
