import { encodeBatch } from '../../protocol/batch.js';
import { equalBytes } from '../../protocol/bytes.js';
import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import { decodeControl, encodeControl } from '../../protocol/control/control.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import { createUuidGenerator, parseChangeId } from '../../protocol/ids.js';
import { type Lane, lanes } from '../../protocol/lane.js';
import { Problem } from '../../protocol/problem.js';
import * as sender from '../../protocol/sender.js';
import { LossyNetwork, type NetworkFaults } from './lossy-network.js';
import { goldenChange, headerOf } from './protocol-arbitraries.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';
import { type PlantedBug, SimulatedHub, scopeOf } from './simulated-hub.js';

export type SimulationFaults = NetworkFaults & { crashed: number; reconnected: number; refused: number };

export interface SimulationResult {
  /** What was broken, in words; empty when every promise held. */
  readonly broken: readonly string[];
  readonly faults: SimulationFaults;
  readonly written: number;
}

const usedLanes: readonly Lane[] = [1, 2, 5];
/** One site, one hub, one lossy link, each step chosen by the seed. */
export class SyncSimulation {
  readonly #random: SeededRandom;
  readonly #up: LossyNetwork<Lane>;
  readonly #down: LossyNetwork<undefined>;
  readonly #logs = new Map<Lane, Change[]>(lanes.map((lane) => [lane, []]));
  readonly #chains = new Map<Lane, Uint8Array[]>(lanes.map((lane) => [lane, [chainStart(scopeOf(lane))]]));
  readonly #pruned = new Map<Lane, number>();
  readonly #broken = new Set<string>();
  readonly #hub: SimulatedHub;
  readonly #counts = { crashed: 0, reconnected: 0, refused: 0 };
  readonly #makeId: () => string;
  #sender: sender.SenderState;
  #milliseconds = 1_763_683_200_000;

  constructor(seed: number, bug: PlantedBug = 'none') {
    this.#random = seededRandom(seed);
    this.#up = new LossyNetwork(this.#random);
    this.#down = new LossyNetwork(this.#random);
    this.#hub = new SimulatedHub(bug, (message) => this.#down.send(undefined, encodeControl(message)));
    const randomBytes = (length: number) => Uint8Array.from({ length }, () => this.#random.below(256));
    this.#makeId = createUuidGenerator({ now: () => this.#milliseconds, randomBytes });
    this.#sender = this.#openSender();
  }

  /** `steps` steps of faults, then a fair network until nothing moves any more, then the checks. */
  run(steps: number): SimulationResult {
    for (let step = 0; step < steps; step += 1) this.#step();
    this.#settle();
    this.#checkAll();
    const faults = { ...this.#counts, lost: 0, doubled: 0, reordered: 0, altered: 0 };
    for (const kind of ['lost', 'doubled', 'reordered', 'altered'] as const) {
      faults[kind] = this.#up.faults[kind] + this.#down.faults[kind];
    }
    const written = [...this.#logs.values()].reduce((sum, log) => sum + log.length, 0);
    return { broken: [...this.#broken], faults, written };
  }

  #step(): void {
    this.#milliseconds += this.#random.below(2500);
    const dice = this.#random.fraction();
    if (dice < 0.25) this.#write();
    else if (dice < 0.5) this.#send();
    else if (dice < 0.72) this.#receiveAtHub();
    else if (dice < 0.8) this.#hub.commit();
    else if (dice < 0.94) this.#receiveAtSite();
    else if (dice < 0.97) this.#checkTimeouts();
    else if (dice < 0.985) this.#reconnect(this.#random.chance(0.5));
    else this.#crashHub();
    this.#checkPrefixes();
  }

  #settle(): void {
    this.#up.heal();
    this.#down.heal();
    this.#reconnect(false);
    for (let round = 0; round < 2000; round += 1) {
      const sent = this.#send();
      this.#receiveAtHub();
      this.#hub.commit();
      this.#receiveAtSite();
      if (sent || this.#up.waiting + this.#down.waiting > 0) continue;
      // A lane that was refused, perhaps by a late word of an old session, goes on with the next session.
      if (![...this.#sender.lanes.values()].some(({ stopped }) => stopped)) return;
      this.#reconnect(false);
    }
    this.#broken.add('it does not come to rest');
  }

  #write(): void {
    const lane = usedLanes[this.#random.below(usedLanes.length)] ?? 2;
    const log = this.#log(lane);
    const changeId = parseChangeId(this.#makeId());
    const body = Buffer.from(
      JSON.stringify({ lane, number: log.length + 1, fill: 'x'.repeat(this.#random.below(80)) }),
    );
    const change = { ...goldenChange, changeId, predecessors: [], body };
    const chains = this.#chains.get(lane) ?? [];
    chains.push(nextChain(chains.at(-1) ?? chainStart(scopeOf(lane)), change));
    log.push(change);
    this.#sender = sender.noteHead(this.#sender, lane, log.length);
  }

  #send(): boolean {
    const plan = sender.planSend(this.#sender, this.#milliseconds);
    if (plan === undefined) return false;
    const { lane, after } = plan;
    const log = this.#log(lane);
    if (after.seq < (this.#pruned.get(lane) ?? 0)) {
      this.#broken.add('the site was asked for changes that it was told were durable');
      this.#sender = sender.noteRefused(this.#sender, lane);
      return false;
    }
    const run = log.slice(after.seq, after.seq + 1 + this.#random.below(4));
    const header = headerOf(scopeOf(lane), run, after.seq + 1, after.chain);
    const bytes = encodeBatch(header, run, new Map());
    this.#up.send(lane, bytes);
    const to = { seq: header.to, chain: header.chainAfter };
    this.#sender = sender.noteSent(this.#sender, lane, to, bytes.length, this.#milliseconds);
    return true;
  }

  #receiveAtHub(): void {
    const packet = this.#up.deliver();
    if (packet === undefined) return;
    if (!this.#hub.receive(packet.message, packet.bytes)) this.#counts.refused += 1;
  }

  #crashHub(): void {
    this.#counts.crashed += 1;
    this.#hub.crash();
    this.#reconnect(true);
  }

  #receiveAtSite(): void {
    const packet = this.#down.deliver();
    if (packet === undefined) return;
    const message = this.#readControl(packet.bytes);
    if (message?.kind === 'receipt') this.#noteReceipt(message);
    if (message?.kind !== 'refusal' || message.lane === undefined) return;
    const gap = message.code === 'batch-gap';
    this.#sender = gap ? sender.noteGap(this.#sender, message.lane) : sender.noteRefused(this.#sender, message.lane);
  }

  /** TLS keeps control messages whole; an altered one that no longer reads, or names what was never sent, is dropped. */
  #readControl(bytes: Uint8Array) {
    try {
      const message = decodeControl(bytes);
      if (message.kind === 'receipt' && !this.#isTrue(message)) return undefined;
      return message;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return undefined;
    }
  }

  #isTrue(receipt: Receipt): boolean {
    const chain = this.#chains.get(receipt.lane)?.[receipt.durable.seq];
    return chain !== undefined && equalBytes(chain, receipt.durable.chain);
  }

  #noteReceipt(receipt: Receipt): void {
    this.#sender = sender.noteReceipt(this.#sender, receipt, this.#milliseconds);
    const durable = this.#sender.lanes.get(receipt.lane)?.durable.seq ?? 0;
    this.#pruned.set(receipt.lane, Math.max(this.#pruned.get(receipt.lane) ?? 0, durable));
  }

  #checkTimeouts(): void {
    for (const lane of sender.overdueLanes(this.#sender, this.#milliseconds)) {
      this.#sender = sender.noteGap(this.#sender, lane);
    }
  }

  #reconnect(cut: boolean): void {
    this.#counts.reconnected += 1;
    if (cut) this.#up.cut();
    if (cut) this.#down.cut();
    this.#hub.crash();
    this.#sender = this.#openSender();
  }

  #openSender(): sender.SenderState {
    return sender.openSender(this.#hub.durabilities(), new Map(lanes.map((lane) => [lane, this.#log(lane).length])));
  }

  #log(lane: Lane): Change[] {
    return this.#logs.get(lane) ?? [];
  }

  #checkPrefixes(): void {
    for (const lane of usedLanes) {
      const applied = this.#hub.applied(lane);
      const log = this.#log(lane);
      const isPrefix = applied.every((change, index) => change.changeId === log[index]?.changeId);
      if (!isPrefix) this.#broken.add(`lane ${lane}: not each change once and in order`);
    }
  }

  #checkAll(): void {
    this.#checkPrefixes();
    for (const lane of usedLanes) {
      const durable = this.#hub.durability(lane).durable;
      if (this.#hub.applied(lane).length !== this.#log(lane).length) this.#broken.add(`lane ${lane}: not all arrived`);
      const chain = this.#chains.get(lane)?.at(-1);
      if (chain === undefined || !equalBytes(chain, durable.chain))
        this.#broken.add(`lane ${lane}: the chains differ at the end`);
    }
  }
}
