import type { StoredVersion } from '../../journal/record-store.js';
import type { ControlMessage } from '../../protocol/control/control.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Box } from './box.js';
import type { Program } from './program.js';
import type { AcknowledgedWrite } from './promises.js';

/** What a node said that it holds, by the log and the lane. */
interface Said {
  readonly direction: 'up' | 'dn';
  readonly site: SiteCode;
  readonly epoch: number;
  readonly durability: LaneDurability;
}

/** Looks on during a run: what was said must stay true, also after a crash. */
export class Watch {
  writes: readonly AcknowledgedWrite[] = [];
  /** A hub that was put back does not hold what it said before; marks are true again when all have spoken with it. */
  #marksCount = true;
  readonly broken = new Set<string>();
  readonly #putBack = new Set<Box>();
  readonly #said = new Map<Box, Map<string, Said>>();

  /** A node said something on a control channel: a receipt and a welcome are promises. */
  hear(box: Box, site: SiteCode, message: ControlMessage): void {
    const direction = box.role === 'hub' ? 'up' : 'dn';
    if (message.kind === 'receipt') {
      this.#note(box, { direction, site, epoch: message.epoch, durability: message });
    }
    if (message.kind !== 'welcome') return;
    for (const durability of message.ups) this.#note(box, { direction, site, epoch: message.epoch, durability });
  }

  /** After a start on the disk as a crash left it: nothing that was said or acknowledged may be gone. */
  async lookAfterStart(box: Box, { store }: Program): Promise<void> {
    for (const { direction, site, epoch, durability } of this.#said.get(box)?.values() ?? []) {
      const { lane, durable } = durability;
      const held = (await store.sync.received({ direction, site, epoch })).find((item) => item.lane === lane)?.durable;
      const kept = held !== undefined && held.seq >= durable.seq;
      const same = held?.seq !== durable.seq || Buffer.compare(held.chain, durable.chain) === 0;
      if (kept && same) continue;
      const log = `${direction} ${site} ${epoch} ${lane}`;
      this.broken.add(`${box.name}: said that it holds ${log} up to ${durable.seq}, holds ${held?.seq} after a crash`);
    }
    // What a box that was put back gets again comes from the hub, later.
    if (this.#putBack.has(box)) return;
    for (const { version } of this.writes.filter((write) => write.box === box)) {
      if ((await store.records.readVersion(version, version.versionId)) !== undefined) continue;
      this.broken.add(`${box.name}: the acknowledged ${version.type}/${version.id} is gone after a crash`);
    }
  }

  /** Boxes whose disk was put back to an earlier state. */
  get putBack(): ReadonlySet<Box> {
    return this.#putBack;
  }

  noteWrites(box: Box, versions: readonly StoredVersion[]): void {
    this.writes = [...this.writes, ...versions.map((version) => ({ box, version }))];
  }

  /** The disk of a box was lost, and what no other holds with it. */
  forget(box: Box, isHeld: (version: StoredVersion) => boolean): void {
    this.#said.delete(box);
    this.#putBack.add(box);
    this.writes = this.writes.filter(({ version }) => isHeld(version));
    if (box.role === 'hub') this.#marksCount = false;
  }

  /** A delivery mark is true: what shows as at the hub is there. */
  async lookAtMarks(box: Box, site: Program, hub: Program, which: number): Promise<void> {
    if (!this.#marksCount) return;
    const own = this.writes.filter((write) => write.box === box);
    const write = own[which % Math.max(1, own.length)];
    if (write === undefined) return;
    const { version } = write;
    const mark = await site.store.records.delivery(version);
    if (mark === undefined || mark.reached === 'site' || mark.reached === 'refused') return;
    if ((await hub.store.records.readVersion(version, mark.versionId)) !== undefined) return;
    this.broken.add(`${box.name}: ${version.type}/${version.id} is marked as at the hub and is not there`);
  }

  #note(box: Box, said: Said): void {
    const { direction, site, epoch, durability } = said;
    const key = `${direction} ${site} ${epoch} ${durability.lane}`;
    const lanes = this.#said.get(box) ?? new Map<string, Said>();
    this.#said.set(box, lanes);
    if ((lanes.get(key)?.durability.durable.seq ?? -1) <= durability.durable.seq) lanes.set(key, said);
  }
}
