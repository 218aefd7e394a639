import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { TestClock } from '../../support/clock.js';
import type { Setting } from '../../support/instance.js';
import { type ModelAnswer, type ModelSession, TokenFamilyModel } from './token-family.oracle.js';

/** One thing that happens to a session that three tabs share with a thief. */
export type TabStep =
  /** These holders refresh at once, each with the token that it holds; `isLost` of its reply leaves it that. */
  | { readonly kind: 'refresh'; readonly requests: readonly { readonly holder: number; readonly isLost: boolean }[] }
  /** A tab reads what another one stored, or the thief copies it. */
  | { readonly kind: 'copy'; readonly from: number; readonly to: number }
  | { readonly kind: 'tick'; readonly milliseconds: number };

const HOLDERS = 4;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
// Around each grace there is and around a day, and what comes between.
const durations = [1, 5000, 29_999, 30_000, 119_999, 120_000, 10 * MINUTE, 60 * MINUTE, DAY - 1, DAY, DAY + 1];
const holder = fc.nat({ max: HOLDERS - 1 });
const requests = fc.array(fc.record({ holder, isLost: fc.boolean() }), { minLength: 1, maxLength: 4 });

const step: fc.Arbitrary<TabStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('refresh' as const), requests }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('copy' as const), from: holder, to: holder }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('tick' as const), milliseconds: fc.constantFrom(...durations) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('tick' as const), milliseconds: fc.constantFrom(-1, -30_000, -120_000) }),
  },
);

export const tabHistories: fc.Arbitrary<readonly TabStep[]> = fc.array(step, { minLength: 4, maxLength: 14 });

/** What of the row of a session the model knows. */
export type TabRow = Omit<ModelSession, 'movedAt' | 'id'>;

/** A session on a server, or on several. */
export interface TabTarget {
  readonly clock: TestClock;
  readonly setting: Setting;
  /** The first refresh token of a new session. */
  signIn(): Promise<{ readonly sessionId: string; readonly refreshToken: string }>;
  /** The refresh token that is answered, or the code of the refusal. `index` tells apart those that ask at once. */
  refresh(refreshToken: string, index: number): Promise<string>;
  /** The number of a refresh token. */
  numberOf(refreshToken: string): number;
  row(sessionId: string): Promise<TabRow>;
  /** The types of the audit events of its refreshes. */
  events(sessionId: string): Promise<readonly string[]>;
}

/** A way that it could have gone: the answers, and the session after them. */
interface Way {
  readonly session: ModelSession;
  readonly answers: readonly ModelAnswer[];
}

/** How often each event came, so that a test can see that none of them is rare. */
export type Tally = Map<string, number>;

/**
 * Plays one history on a server and on the model. What is sent at once comes in some order: there must be one in which
 * the model answers each of them the same, and has the same session afterwards.
 */
export async function playTabs(target: TabTarget, steps: readonly TabStep[], tally: Tally): Promise<void> {
  const { clock, setting } = target;
  const { sessionId, refreshToken } = await target.signIn();
  const model = modelOf(setting);
  model.signIn(sessionId, clock.now());
  let [session] = model.sessions;
  const held = Array.from({ length: HOLDERS }, () => refreshToken);
  const events: string[] = [];
  for (const step of steps) {
    if (step.kind === 'tick') clock.advance(step.milliseconds / 1000);
    if (step.kind === 'copy') held[step.to] = held[step.from] ?? refreshToken;
    if (step.kind !== 'refresh' || !session) continue;
    const sent = step.requests.map((request) => held[request.holder] ?? refreshToken);
    const answers = await Promise.all(sent.map((token, index) => target.refresh(token, index)));
    const row = await target.row(sessionId);
    const numbers = sent.map((token) => target.numberOf(token));
    const ways = waysOf(model, session, numbers, clock.now());
    const got = answers.map((answer) => (/^[A-Z_]+$/.test(answer) ? answer : target.numberOf(answer)));
    const way = ways.find((each) => isDeepStrictEqual(answersOf(each), got) && isDeepStrictEqual(rowOf(each), row));
    if (!way) throw new Error(`No order explains ${JSON.stringify({ setting, session, numbers, got, row, ways })}`);
    session = way.session;
    for (const { event } of way.answers) if (event) events.push(event);
    for (const [index, { holder, isLost }] of step.requests.entries()) {
      const answer = answers[index];
      if (!isLost && answer && typeof got[index] === 'number') held[holder] = answer;
    }
  }
  const told = await target.events(sessionId);
  if (!isDeepStrictEqual([...told].sort(), events.toSorted())) {
    throw new Error(`The audit has ${told.join(' ')}, the model ${events.join(' ')}.`);
  }
  for (const event of events) tally.set(event, (tally.get(event) ?? 0) + 1);
}

function modelOf({ graceSeconds, lateRetries }: Setting): TokenFamilyModel {
  return new TokenFamilyModel({
    graceMilliseconds: graceSeconds * 1000,
    lateRetries,
    // As the server's defaults.
    idleMilliseconds: 14 * DAY,
    absoluteMilliseconds: 30 * DAY,
    perUser: 10,
  });
}

/** Every order in which the tokens of these numbers can come. */
function waysOf(model: TokenFamilyModel, session: ModelSession, numbers: readonly number[], now: number): Way[] {
  return ordersOf(numbers.map((_number, index) => index)).map((order) => {
    const after = { ...session };
    const answers: ModelAnswer[] = [];
    for (const index of order) answers[index] = model.refresh(after, numbers[index] ?? 0, now);
    return { session: after, answers };
  });
}

function ordersOf(indexes: readonly number[]): number[][] {
  if (indexes.length < 2) return [[...indexes]];
  return indexes.flatMap((first) => ordersOf(indexes.filter((each) => each !== first)).map((rest) => [first, ...rest]));
}

function answersOf({ answers }: Way): ModelAnswer['answer'][] {
  return answers.map(({ answer }) => answer);
}

function rowOf({ session }: Way): TabRow {
  const { id, movedAt, ...row } = session;
  return row;
}
