import { decideRefresh, NONE, type RefreshState } from '../../../src/modules/sessions/decide-refresh.js';
import { DAY, END, HABITS, randomOf, SECOND } from './thirty-days.habits.js';

/** Which rules the server of the model goes by. */
export interface ModelledRules {
  readonly name: string;
  /** Whether the newest token moves the session whenever it comes, as it did once. */
  readonly isAlwaysMoving: boolean;
  readonly lateRetries: number;
}

/** The server: one session, and the time at which it ended as stolen. */
class ModelledServer {
  readonly #rules: ModelledRules;
  #state: RefreshState = {
    ...{ counter: 0, validFrom: 0, lastUsedAt: 0, idleExpiresAt: END, expiresAt: END },
    ...{ usedCounter: NONE, recoveredAt: [] },
  };
  endedAt: number | undefined;

  constructor(rules: ModelledRules) {
    this.#rules = rules;
  }

  /** The number of the token that is answered; undefined if the session is over. */
  refresh(number: number, now: number): number | undefined {
    const { isAlwaysMoving, lateRetries } = this.#rules;
    // Without a grace the newest token always moves.
    const graceSeconds = isAlwaysMoving && number === this.#state.counter ? 0 : HABITS.graceSeconds;
    const idleSeconds = END / SECOND;
    const decision = decideRefresh(this.#state, number, now, { graceSeconds, lateRetries, idleSeconds });
    if (decision.kind === 'stolen') this.endedAt = now;
    if ('next' in decision) this.#state = { ...this.#state, ...decision.next };
    return this.endedAt === undefined ? this.#state.counter : undefined;
  }
}

/** What happens, in the order of time. */
class Timeline {
  readonly #queue: { readonly at: number; readonly act: (now: number) => void }[] = [];

  at(at: number, act: (now: number) => void): void {
    let index = this.#queue.length;
    while (index > 0 && (this.#queue[index - 1]?.at ?? 0) < at) index -= 1;
    this.#queue.splice(index, 0, { at, act });
  }

  run(isOver: () => boolean): void {
    for (let next = this.#queue.pop(); next && next.at < END && !isOver(); next = this.#queue.pop()) next.act(next.at);
  }
}

/** A browser whose tabs store the newest token that they know where the others read it. */
class Device {
  readonly #server: ModelledServer;
  readonly #timeline: Timeline;
  readonly #random: () => number;
  readonly #tabs: number;
  #useEndsAt = 0;
  /** How often it slept early because a reply was lost: what it had planned does not happen. */
  #plan = 0;
  token = 0;

  constructor(server: ModelledServer, timeline: Timeline, random: () => number, tabs: number) {
    this.#server = server;
    this.#timeline = timeline;
    this.#random = random;
    this.#tabs = tabs;
  }

  /** Is used from now on. */
  wake(now: number, old?: number): void {
    this.#useEndsAt = now + this.#about(HABITS.use);
    this.#refreshAll(now, old);
  }

  /** Every tab that is open refreshes; the first one may send again what it sent before. */
  #refreshAll(now: number, old?: number): void {
    const { otherTab, tabsApart, accessToken, untilSomethingIsDone } = HABITS;
    this.#refresh(now, old);
    for (let tab = 1; tab < this.#tabs; tab += 1) {
      if (this.#random() < otherTab) this.#timeline.at(now + this.#random() * tabsApart, (then) => this.#refresh(then));
    }
    const next = now + accessToken + this.#about(untilSomethingIsDone);
    const plan = this.#plan;
    const ifStillPlanned = (act: (then: number) => void) => (then: number) => {
      if (plan === this.#plan) act(then);
    };
    if (next < this.#useEndsAt)
      this.#timeline.at(
        next,
        ifStillPlanned((then) => this.#refreshAll(then)),
      );
    else {
      const awake = morning(this.#useEndsAt + this.#about(HABITS.sleep));
      this.#timeline.at(
        Math.max(awake, next),
        ifStillPlanned((then) => this.wake(then)),
      );
    }
  }

  /** One request of one tab. */
  #refresh(now: number, token = this.token): void {
    const { network, lostReplyIn } = HABITS;
    this.#timeline.at(now + this.#about(network), (then) => {
      const answer = this.#server.refresh(token, then);
      if (answer === undefined) return;
      if (this.#random() < 1 / lostReplyIn) this.#retry(then, token);
      else {
        this.#timeline.at(then + this.#about(network), () => {
          this.token = answer;
        });
      }
    });
  }

  #retry(now: number, token: number): void {
    const { lateRetryIn, retryAtOnce, retryLate } = HABITS;
    if (this.#random() < 1 / lateRetryIn) {
      this.#plan += 1;
      this.#timeline.at(now + retryLate, (then) => this.wake(then, token));
    } else this.#timeline.at(now + retryAtOnce, (then) => this.#refresh(then, token));
  }

  #about(mean: number): number {
    return -Math.log(1 - this.#random()) * mean;
  }
}

/** When who would wake at this time does. */
function morning(time: number): number {
  const { from, to } = HABITS.night;
  const hour = time % DAY;
  const midnight = time - hour;
  if (hour < to) return midnight + to;
  return hour < from ? time : midnight + DAY + to;
}

/** When an honest session ended as stolen; undefined if it lived for thirty days. */
export function honestSession(rules: ModelledRules, seed: number): number | undefined {
  const server = new ModelledServer(rules);
  const timeline = new Timeline();
  const owner = new Device(server, timeline, randomOf(seed), 3);
  timeline.at(HABITS.night.to, (now) => owner.wake(now));
  timeline.run(() => server.endedAt !== undefined);
  return server.endedAt;
}

/** How long after the theft a session ended whose newest token is copied at any time of its first day. */
export function sharedSession(rules: ModelledRules, seed: number): number {
  const random = randomOf(seed);
  const server = new ModelledServer(rules);
  const timeline = new Timeline();
  const owner = new Device(server, timeline, random, 3);
  const thief = new Device(server, timeline, random, 1);
  const { to } = HABITS.night;
  const theftAt = to + random() * DAY;
  timeline.at(to, (now) => owner.wake(now));
  timeline.at(theftAt, (now) => {
    thief.token = owner.token;
    thief.wake(now);
  });
  timeline.run(() => server.endedAt !== undefined);
  return (server.endedAt ?? END) - theftAt;
}
