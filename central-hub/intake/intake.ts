import type { Counter } from '../../config/running/metrics.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { ApplyBatch, ApplyOutcome, SyncStore } from '../../journal/sync-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import { hubCode, type SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import type { Refusals } from '../broker/refusals.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import { type Burst, intakePauseMilliseconds } from '../fanout/turn.js';
import type { Session, Sessions } from '../session/session.js';
import type { OnAhead } from './clock-alarm.js';
import { creditBytesOf } from './credit.js';
import { refusalOfBatch } from './judge-batch.js';
import type { BatchReader, ReadBatch } from './reading/read-batch.js';
import { isUrgent, type WaitingBatch, WaitingBatches } from './waiting-batches.js';

export interface IntakeOptions {
  readonly transport: SiteTransport;
  readonly sessions: Sessions;
  readonly sync: SyncStore;
  readonly siteOfCertificate: (fingerprint: string) => Promise<SiteCode | undefined>;
  readonly reader: BatchReader;
  readonly refusals: Refusals;
  /** Batches applied and changes applied. */
  readonly batches: Counter;
  readonly changes: Counter;
  readonly batchesMax: number;
  /** Told of every change that came. */
  readonly burst: Burst;
  /** How far the search index is behind the commit. */
  readonly indexLagMilliseconds: () => number;
  readonly now: () => number;
  readonly timers?: Timers;
  /** After a commit: there may be something to fan out, perhaps of an urgent lane. */
  readonly onApplied: (urgent: boolean) => void;
  /** So many changes of a site are here that were not before. */
  readonly onDelivered: (site: SiteCode, changes: number) => void;
  /** A change was set aside. */
  readonly onPoison: (site: SiteCode, lane: Lane, code: ProblemCode) => void;
  readonly onAhead: OnAhead;
  readonly onError: (error: unknown) => void;
}

interface Admitted {
  readonly session: Session;
  readonly lane: Lane;
  readonly command: ApplyBatch;
}

/** The last outcome of one lane of a session in a round; it says all that its writer has to hear of the lane. */
interface Answer {
  readonly session: Session;
  readonly outcome: ApplyOutcome;
}

/** Bytes of one connection that may wait here; a site that keeps to its credit never comes near. */
const waitingBytesMax = 48 * 1024 * 1024;

/** Batches of one commit: with more, their senders would run out of credit while they wait for its receipt. */
const gatheredBatchesMax = 16;

/** Batches that are read while others are committed: those of the next commit. More would only take memory. */
const readAheadBatchesMax = gatheredBatchesMax;

/**
 * Takes in the batches of all sessions: several in one transaction, and receipts only after its commit (rules S6, S7).
 * Whatever is refused is told with its code; the cursor does not move and the connection stays.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #loop: WakeLoop;
  readonly #waiting = new WaitingBatches();
  readonly #read = new Map<WaitingBatch, Promise<ReadBatch>>();
  /** Ends a pause that was begun for the index. */
  #resume: () => void = () => {};

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  take(peer: SitePeer, lane: Lane, payload: Uint8Array): void {
    if (this.#waiting.bytesOf(peer) + payload.length > waitingBytesMax) {
      this.#options.refusals.note('batch', 'too-many-attempts', nameOf(peer));
      this.#options.transport.disconnect(peer);
      return;
    }
    this.#waiting.add({ peer, lane, payload });
    this.#readAhead();
    if (isUrgent(lane)) this.#resume();
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    this.#resume();
    await this.#loop.stop();
    await this.#options.reader.stop();
  }

  /** Begins to read what is next, while the commit of what came before is under way. */
  #readAhead(): void {
    for (const waiting of this.#waiting.first(readAheadBatchesMax)) {
      if (this.#read.size >= readAheadBatchesMax) return;
      if (!this.#read.has(waiting)) this.#readOne(waiting);
    }
  }

  #readOne(waiting: WaitingBatch): Promise<ReadBatch> {
    const read = this.#options.reader.read(waiting.payload);
    // Whoever takes the batch hears of it; until then it is nobody's error.
    read.catch(() => {});
    this.#read.set(waiting, read);
    return read;
  }

  /** Each is taken once. */
  #takeRead(waiting: WaitingBatch): Promise<ReadBatch> {
    const read = this.#read.get(waiting) ?? this.#readOne(waiting);
    this.#read.delete(waiting);
    return read;
  }

  async #round(): Promise<RoundResult> {
    await this.#gather();
    await this.#yieldToIndex();
    const taken = this.#waiting.take(Math.min(this.#options.batchesMax, gatheredBatchesMax));
    if (taken.length === 0) return 'idle';
    const reading = taken.map((waiting) => ({ waiting, read: this.#takeRead(waiting) }));
    this.#readAhead();
    const admitted: Admitted[] = [];
    for (const { waiting, read } of reading) {
      const judged = await this.#judge(waiting, read);
      if (judged !== undefined) admitted.push(judged);
    }
    if (admitted.length > 0) await this.#apply(admitted);
    return this.#waiting.length > 0 ? 'again' : 'idle';
  }

  /** As long as each turn of the sockets brings more, one commit for all of it, unless something urgent is waiting. */
  async #gather(): Promise<void> {
    const { timers = systemTimers } = this.#options;
    let before = 0;
    while (this.#waiting.length > before && this.#waiting.length < gatheredBatchesMax) {
      if (this.#waiting.hasUrgent) return;
      before = this.#waiting.length;
      await timers.turn();
    }
  }

  /** A search index that falls behind in spite of its turns gets more of them; urgent changes never wait for it. */
  async #yieldToIndex(): Promise<void> {
    const { indexLagMilliseconds, timers = systemTimers } = this.#options;
    const pause = intakePauseMilliseconds(indexLagMilliseconds(), this.#waiting.hasUrgent);
    if (pause === 0 || this.#waiting.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
      timers.after(pause, resolve);
    });
    this.#resume = () => {};
  }

  async #judge({ peer, lane }: WaitingBatch, reading: Promise<ReadBatch>): Promise<Admitted | undefined> {
    const { sessions, siteOfCertificate, now } = this.#options;
    try {
      const session = sessions.of(peer);
      // A connection that ended leaves its batches behind; the site sends them again.
      if (session === undefined) throw new Problem('epoch-unknown', 'no session');
      if ((await siteOfCertificate(peer.fingerprint)) !== peer.site) throw new Problem('certificate-refused');
      const { batch, places } = await reading;
      const code = refusalOfBatch(batch, { site: peer.site, epoch: session.epoch, lane });
      if (code !== undefined) throw new Problem(code);
      this.#options.burst.note(batch.changes.length);
      const log = { direction: 'up', site: peer.site, epoch: session.epoch } as const;
      return { session, lane, command: { log, batch, places, receivedMilliseconds: now() } };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#refuse(peer, lane, error.code);
      return undefined;
    }
  }

  async #apply(admitted: readonly Admitted[]): Promise<void> {
    let outcomes: readonly ApplyOutcome[];
    try {
      outcomes = await this.#options.sync.applyBatches(admitted.map(({ command }) => command));
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'internal';
      for (const { session, lane } of admitted) this.#refuse(session.peer, lane, code);
      throw error;
    }
    // Noted when they came, and again now: a burst is not over because a large commit took its time.
    this.#options.burst.note(admitted.reduce((sum, { command }) => sum + command.batch.changes.length, 0));
    const answers = new Map<string, Answer>();
    for (const [index, outcome] of outcomes.entries()) {
      const item = admitted[index];
      if (item === undefined) continue;
      this.#options.batches.add({ outcome: outcome.problem?.code ?? 'applied' });
      this.#options.changes.add({}, outcome.applied);
      if (outcome.applied > 0) this.#options.onDelivered(item.session.peer.site, outcome.applied);
      for (const { code } of outcome.setAside ?? []) this.#options.onPoison(item.session.peer.site, item.lane, code);
      if (outcome.aheadMilliseconds !== undefined) {
        this.#options.onAhead(item.session.peer.site, outcome.aheadMilliseconds);
      }
      if (outcome.problem !== undefined) this.#tellProblem(item, outcome, outcome.problem.code);
      else {
        const key = `${nameOf(item.session.peer)} ${item.lane}`;
        answers.set(key, { session: item.session, outcome });
      }
    }
    const { hubEpoch } = await this.#options.sync.identity();
    for (const answer of answers.values()) this.#acknowledge(hubEpoch, answer);
    this.#options.onApplied(admitted.some(({ lane }) => isUrgent(lane)));
  }

  #acknowledge(hubEpoch: number, { session, outcome }: Answer): void {
    const receipt = encodeControl({
      kind: 'receipt',
      node: hubCode,
      hubEpoch,
      epoch: session.epoch,
      ...outcome.durability,
      creditBytes: creditBytesOf(outcome.durability.lane, this.#options.sessions.all().length),
      rejects: outcome.rejects,
      ...(outcome.mended !== undefined && { mended: outcome.mended }),
    });
    this.#tell(session.peer, receipt);
  }

  #tellProblem({ session, lane }: Admitted, outcome: ApplyOutcome, code: ProblemCode): void {
    const cursorSeq = outcome.durability.durable.seq;
    // All batches behind a gap miss the same one; telling it once makes the site send once.
    if (code === 'batch-gap') {
      if (session.gapToldAt.get(lane) === cursorSeq) return;
      session.gapToldAt.set(lane, cursorSeq);
    }
    this.#refuse(session.peer, lane, code);
  }

  #refuse(peer: SitePeer, lane: Lane, code: ProblemCode): void {
    this.#options.refusals.note('batch', code, nameOf(peer));
    this.#tell(peer, encodeControl({ kind: 'refusal', code, lane }));
  }

  /** Not awaited: one site that reads slowly must not hold up the others. */
  #tell(peer: SitePeer, message: Uint8Array): void {
    this.#options.transport.publish(peer, 'ctl', message).catch(this.#options.onError);
  }
}

function nameOf(peer: SitePeer): string {
  return `${peer.site}@${peer.link}`;
}
