import type { ReadBeside } from '../beside.js';
import type { Box } from '../box.js';
import type { AcknowledgedWrite } from '../promises.js';
import { heldIn } from '../promises.js';
import { enteredUpTo } from './log-stand.js';

export interface OutsidersOptions {
  readonly read: ReadBeside;
  readonly boxes: () => readonly Box[];
  readonly writes: () => readonly AcknowledgedWrite[];
}

/** A box that was put back: what it had written until then, and the epoch that it took. */
interface Stale {
  readonly box: Box;
  readonly before: ReadonlySet<string>;
  /** Absent until it was noticed. */
  epoch?: number;
  /** What was written there before it was noticed; change ids. */
  written: readonly string[];
}

/** Asks what becomes of changes that must not reach the hub from where they were written (rules E10, E13). */
export class Outsiders {
  readonly #options: OutsidersOptions;
  /** What of a refused copy somebody else had before it was refused; change ids. */
  readonly #refused = new Map<Box, ReadonlySet<string>>();
  #stale: readonly Stale[] = [];
  readonly broken = new Set<string>();
  /** Change ids. */
  readonly #written = new Set<string>();
  readonly #accepted = new Set<string>();

  constructor(options: OutsidersOptions) {
    this.#options = options;
  }

  get figures() {
    return { outsideWrites: this.#written.size, outsideWritesAccepted: this.#accepted.size };
  }

  isRefused(box: Box): boolean {
    return this.#refused.has(box);
  }

  refused(box: Box): void {
    if (this.#refused.has(box)) return;
    const { boxes, read } = this.#options;
    const others = boxes().filter((other) => other !== box);
    this.#refused.set(box, new Set(others.flatMap((other) => read(other, heldIn))));
  }

  /** From now on what it writes counts again: what it wrote until now must not be at the hub. */
  readmitted(box: Box): void {
    const before = this.#refused.get(box);
    if (before === undefined) return;
    this.#refused.delete(box);
    const held = this.#heldAtHub();
    for (const changeId of this.#writesOf(box)) {
      if (before.has(changeId)) continue;
      this.#written.add(changeId);
      if (held.has(changeId)) this.#note(changeId, `the hub took in ${changeId} of ${box.name}, which it had refused`);
    }
  }

  /** Who is put back is another one, and a hub that is put back has forgotten whom it refused. */
  forgetRefused(box: Box): void {
    if (box.role === 'site') this.readmitted(box);
    else for (const other of [...this.#refused.keys()]) this.readmitted(other);
  }

  putBack(box: Box): void {
    const before = new Set(this.#writesOf(box));
    this.#stale = [...this.#stale, { box, before, written: [] }];
  }

  /** Nobody had heard of what it lost: what it writes under its epoch is taken in. */
  goesOn(box: Box): void {
    this.#stale = this.#stale.filter((stale) => stale.box !== box || stale.epoch !== undefined);
  }

  /** It was noticed, and goes on under another epoch. */
  tookEpoch(box: Box, epoch: number): void {
    for (const stale of this.#stale) {
      if (stale.box !== box || stale.epoch !== undefined) continue;
      stale.epoch = epoch;
      stale.written = this.#writesOf(box).filter((changeId) => !stale.before.has(changeId));
    }
  }

  end(hub: Box): void {
    for (const box of [...this.#refused.keys()]) this.readmitted(box);
    for (const { box, before, epoch, written } of this.#stale) {
      if (epoch === undefined) continue;
      for (const changeId of written) this.#written.add(changeId);
      const entered = new Set(this.#options.read(hub, (database) => enteredUpTo(database, box.code, epoch - 1)));
      for (const changeId of this.#writesOf(box)) {
        if (before.has(changeId) || !entered.has(changeId)) continue;
        this.#note(changeId, `the hub took in ${changeId} of ${box.name} under an epoch that it had to leave`);
      }
    }
  }

  #note(changeId: string, line: string): void {
    this.#accepted.add(changeId);
    this.broken.add(line);
  }

  #heldAtHub(): ReadonlySet<string> {
    const { boxes, read } = this.#options;
    const hub = boxes().find(({ role }) => role === 'hub');
    return new Set(hub === undefined ? [] : read(hub, heldIn));
  }

  #writesOf(box: Box): readonly string[] {
    const own = this.#options.writes().filter((write) => write.box === box);
    return own.map(({ version }) => version.versionId.replaceAll('-', ''));
  }
}
