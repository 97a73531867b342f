import type { Welcome } from '../../../protocol/control/welcome.js';
import type { ReadBeside } from '../beside.js';
import type { Box } from '../box.js';
import { type DisasterKind, type Noticed, noneNoticed } from './fates.js';
import { holds, type LaneStand, lanesOf, nodeOf, siteStandOf } from './log-stand.js';
import type { Outsiders } from './outsiders.js';

/** The hub opens a session; the site has yet to judge what it is told. */
export interface Welcomed {
  readonly box: Box;
  readonly hub: Box;
  readonly welcome: Welcome;
}

/** What the hub held of a site's log when it said a welcome. */
interface Told {
  readonly welcome: Welcome;
  readonly held: readonly LaneStand[];
}

/** A box came back as it was earlier; several times perhaps, before it says anything. */
interface PutBack {
  readonly kinds: DisasterKind[];
  epoch: number;
  lanes: readonly LaneStand[];
}

interface Copied {
  readonly original: Box;
  readonly copy: Box;
  readonly epoch: number;
  hasOpened: boolean;
}

/** Follows each box that was put back or copied until it is noticed, and looks at each session as it opens (rules E9 to E14). */
export class DisasterLedger {
  readonly #read: ReadBeside;
  readonly #outsiders: Outsiders;
  readonly #noticed = noneNoticed();
  readonly #sites = new Map<Box, PutBack>();
  readonly #copies = new Set<Copied>();
  /** What was said to each box; some of it comes late, twice or never. */
  readonly #told = new Map<Box, readonly Told[]>();
  /** The hub epochs to which the hub was put back, of which nobody has noticed anything. */
  #hubEpochs: readonly number[] = [];
  readonly broken = new Set<string>();

  constructor(read: ReadBeside, outsiders: Outsiders) {
    this.#read = read;
    this.#outsiders = outsiders;
  }

  get noticed(): Noticed {
    return this.#noticed;
  }

  /** Its disk is what it was earlier, from now on. */
  putBack(box: Box, kind: DisasterKind): void {
    this.#noticed.disasters[kind].happened += 1;
    const { epoch, hubEpoch } = this.#read(box, nodeOf);
    if (box.role === 'hub') {
      this.#hubEpochs = [...this.#hubEpochs, hubEpoch];
      return;
    }
    this.#outsiders.putBack(box);
    const lanes = this.#read(box, (database) => lanesOf(database, 'up', box.code, epoch));
    this.#sites.set(box, { kinds: [...(this.#sites.get(box)?.kinds ?? []), kind], epoch, lanes });
  }

  copied(original: Box, copy: Box): void {
    this.#noticed.disasters['site-cloned'].happened += 1;
    const { epoch } = this.#read(copy, nodeOf);
    this.#copies.add({ original, copy, epoch, hasOpened: false });
  }

  /** The hub takes the box for a second copy. */
  refused(box: Box): void {
    this.#noteNoticed(box);
    for (const copied of this.#copies) {
      if (copied.original === box || copied.copy === box) this.#tellApart(copied);
    }
  }

  /** The hub opens a session, or means to: the site may yet see that it has to take a new epoch. */
  welcomed({ box, hub, welcome }: Welcomed): void {
    const { epoch, hubEpoch } = welcome;
    const stand = this.#read(box, (database) => siteStandOf(database, box.code));
    this.#judgeHub({ box, hub, welcome }, stand.hubEpoch, stand.evidence);
    const held = this.#read(hub, (database) => lanesOf(database, 'up', box.code, epoch));
    this.#told.set(box, [...(this.#told.get(box) ?? []), { welcome, held }]);
    // It has gone on to another epoch over another link meanwhile, and will say hello again.
    if (stand.epoch !== epoch) return;
    this.#hubEpochs = this.#hubEpochs.filter((before) => {
      if (hubEpoch > before) this.#noticed.disasters['hub-restored'].noticed += 1;
      return hubEpoch <= before;
    });
    if (epoch > (this.#sites.get(box)?.epoch ?? epoch)) {
      this.#noteNoticed(box);
      this.#outsiders.tookEpoch(box, epoch);
    }
    this.#tellCopiesApart(box, epoch);
  }

  /** The site found nothing in a welcome for which it had to take a new epoch first (rule E10): its session is open. */
  admitted(box: Box, welcome: Welcome): void {
    const { epoch } = welcome;
    const held = this.#told.get(box)?.findLast((told) => isSame(told.welcome, welcome))?.held;
    if (held === undefined) {
      this.broken.add(`${box.name} opens a session under epoch ${epoch} to which the hub did not welcome it`);
      return;
    }
    const ofEpoch = held.filter((lane) => lane.epoch === epoch);
    if (this.#read(box, (database) => ofEpoch.some((lane) => !holds(database, box.code, lane)))) {
      this.broken.add(`${box.name} gets a session under epoch ${epoch} without what the hub holds of that log`);
    }
    this.#judgePutBack(box, epoch, held);
    for (const copied of this.#copies) {
      const isOfIt = copied.copy === box || (copied.original === box && copied.hasOpened);
      if (isOfIt && epoch <= copied.epoch) copied.hasOpened = true;
    }
  }

  /** Nothing more happens: a second copy must have been told from the first by now. */
  end(): void {
    this.#noticed.disasters['hub-restored'].nothingToNotice += this.#hubEpochs.length;
    for (const { original, copy } of this.#copies) {
      this.#noticed.disasters['site-cloned'].missed += 1;
      this.broken.add(`${copy.name} was never told from ${original.name}`);
    }
  }

  /** Rule E14: a hub that lacks what a site shows it was put back, and opens no session before it has a new epoch. */
  #judgeHub({ box, hub, welcome: { hubEpoch } }: Welcomed, known: number, evidence: readonly LaneStand[]): void {
    const isShown =
      known > hubEpoch ||
      (known === hubEpoch && this.#read(hub, (database) => evidence.some((lane) => !holds(database, box.code, lane))));
    if (!isShown) return;
    this.#noticed.disasters['hub-restored'].missed += this.#hubEpochs.length;
    this.#hubEpochs = [];
    this.broken.add(`the hub opens a session of ${box.name}, which has of hub epoch ${known} what the hub lacks`);
  }

  /** It goes on under the epoch in which it was put back: nobody may have heard of what it lost. */
  #judgePutBack(box: Box, epoch: number, held: readonly LaneStand[]): void {
    const before = this.#sites.get(box);
    if (before === undefined || epoch > before.epoch) return;
    this.#sites.delete(box);
    this.#outsiders.goesOn(box);
    const isLost = held.some((lane) => !isWithin(lane, before.lanes));
    for (const kind of before.kinds) {
      this.#noticed.disasters[kind][isLost ? 'missed' : 'nothingToNotice'] += 1;
    }
    if (isLost) this.broken.add(`${box.name} was put back to before what the hub holds of it, and nobody noticed`);
  }

  #tellCopiesApart(box: Box, epoch: number): void {
    for (const copied of this.#copies) {
      const isOfIt = copied.copy === box || (copied.original === box && copied.hasOpened);
      if (isOfIt && epoch > copied.epoch) this.#tellApart(copied);
    }
  }

  #tellApart(copied: Copied): void {
    if (this.#copies.delete(copied)) this.#noticed.disasters['site-cloned'].noticed += 1;
  }

  #noteNoticed(box: Box): void {
    for (const kind of this.#sites.get(box)?.kinds ?? []) this.#noticed.disasters[kind].noticed += 1;
    this.#sites.delete(box);
  }
}

function isWithin(held: LaneStand, lanes: readonly LaneStand[]): boolean {
  const own = lanes.find(({ epoch, lane }) => epoch === held.epoch && lane === held.lane);
  if (own === undefined || held.seq > own.seq) return false;
  return held.seq < own.seq || held.chain.equals(own.chain);
}

/** Whether a welcome that came is the one that was said; where two say the same, it is no matter which. */
function isSame(said: Welcome, heard: Welcome): boolean {
  if (said.epoch !== heard.epoch || said.hubEpoch !== heard.hubEpoch) return false;
  return said.ups.every(({ lane, durable }) => {
    const other = heard.ups.find((up) => up.lane === lane)?.durable;
    return other?.seq === durable.seq && Buffer.compare(other.chain, durable.chain) === 0;
  });
}
