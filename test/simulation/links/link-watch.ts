import type { LogKey } from '../../../journal/sync-store.js';
import type { LaneCursor } from '../../../protocol/control/durability.js';
import type { Lane } from '../../../protocol/lane.js';
import { lane as lanes } from '../../../protocol/lane.js';
import type { Box, BoxLink } from '../box.js';
import type { Program } from '../program.js';
import type { World } from '../world.js';
import { Wire } from './wire.js';

/** Within so long after a link that may carry a lane has become sound, all of it that waits has come. */
export const carried = {
  milliseconds: 30_000,
  /** A link over which somebody else answered, and a hub that was down, are tried again at longer pauses (rule L2). */
  refusedMilliseconds: 65_000,
  /** Over a satellite 36 000 km away connections take their time. */
  geoMilliseconds: 30_000,
} as const;

/** So long after a link has died nothing urgent is given to it, where another one is known to work. */
export const leftMilliseconds = 4_000;

/** The same where no probe passes: a question a second over the session, and its answer waited for (rule L70). */
const leftUnprobed = { milliseconds: 6_500, geoMilliseconds: 18_500 };

/** What is urgent waits no longer than this for a carrier that is sound and has been the same for as long (rules L6, S3). */
export const urgentMilliseconds = 8_000;
const urgentGeoMilliseconds = 4_000;

const lookMilliseconds = 1_000;
/** The lanes are looked at each so many times. */
const laneLooks = 2;

interface Waiting {
  readonly seq: number;
  readonly at: number;
}

/** What the watch knows of a program: which one it is, and since when. */
interface Seen {
  readonly program: Program | undefined;
  readonly since: number;
}

/** Looks on while links fail, and knows what is true of them: lanes are carried, dead links are left, moves are few. */
export class LinkWatch {
  readonly broken = new Set<string>();
  readonly #world: World;
  readonly #bulkAllowed: boolean;
  readonly #seen = new Map<Box, Seen>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #carriers = new Map<Box, { readonly link: string; readonly since: number }>();
  readonly #moves = new Map<Box, number>();
  readonly #allowed = new Map<Box, number>();
  readonly #attempts = new Map<Wire, number>();
  #looks = 0;
  /** The longest that was seen, for who sets the limits. */
  readonly most = { carried: 0, left: 0, movesBeyond: Number.NEGATIVE_INFINITY };

  constructor(world: World, bulkAllowed: boolean) {
    this.#world = world;
    this.#bulkAllowed = bulkAllowed;
  }

  start(): void {
    this.#world.time.after(lookMilliseconds, () => {
      this.start();
      this.#look().catch((error: unknown) => this.broken.add(`the watch failed: ${String(error)}`));
    });
  }

  /** Something happened for which lanes may move so often. */
  allow(box: Box, moves: number): void {
    this.#allowed.set(box, (this.#allowed.get(box) ?? 0) + moves);
  }

  get moves(): number {
    return [...this.#moves.values()].reduce((sum, moves) => sum + moves, 0);
  }

  /** At the end of a run: whether lanes moved more often than there was reason to. */
  judgeMoves(): void {
    for (const box of this.#world.sites) {
      const beyond = (this.#moves.get(box) ?? 0) - (this.#allowed.get(box) ?? 0) - 2;
      this.most.movesBeyond = Math.max(this.most.movesBeyond, beyond);
      if (beyond > 0) this.broken.add(`${box.name}: lanes moved ${beyond} times more often than there was reason to`);
    }
  }

  async #look(): Promise<void> {
    const { sites, hub } = this.#world;
    this.#looks += 1;
    this.#see(hub);
    for (const box of sites) {
      this.#see(box);
      this.#countMoves(box);
      this.#lookAtCarrier(box);
      this.#lookAtAgreement(box);
      this.#lookAtSessions(box);
      if (this.#looks % laneLooks === 0) await this.#lookAtLanes(box);
    }
  }

  #see(box: Box): void {
    const program = this.#world.program(box);
    const seen = this.#seen.get(box);
    // What runs from the beginning was met by nobody while it was down.
    const since = seen === undefined ? Number.NEGATIVE_INFINITY : this.#now;
    if (seen === undefined || seen.program !== program) this.#seen.set(box, { program, since });
  }

  get #now(): number {
    return this.#world.time.elapsedMilliseconds;
  }

  /** How long a box has been up, milliseconds; nothing while it is down. */
  #upFor(box: Box): number {
    const { program, since } = this.#seen.get(box) ?? { program: undefined, since: 0 };
    return program === undefined ? 0 : this.#now - since;
  }

  #countMoves(box: Box): void {
    const carrier = this.#world.program(box)?.links?.active?.link;
    if (carrier === undefined) {
      const last = this.#carriers.get(box);
      if (last !== undefined) this.#carriers.set(box, { ...last, since: this.#now });
      return;
    }
    const before = this.#carriers.get(box);
    if (before?.link === carrier) return;
    this.#carriers.set(box, { link: carrier, since: this.#now });
    if (before !== undefined) this.#moves.set(box, (this.#moves.get(box) ?? 0) + 1);
  }

  #lookAtCarrier(box: Box): void {
    const carrier = this.#world.program(box)?.links?.active?.link;
    const link = box.links.find(({ name }) => name === carrier);
    if (link === undefined || link.metered) return;
    const since = wireOf(link).blockedSince(this.#now);
    const isOther = box.links.some((other) => other !== link && !other.metered && this.#isSettled(box, other));
    if (since === undefined || !isOther) return;
    const late = this.#now - since;
    this.most.left = Math.max(this.most.left, late);
    if (late > this.#leftMilliseconds(wireOf(link)))
      this.broken.add(`${box.name}: ${link.name} carries what is urgent although it is dead`);
  }

  #leftMilliseconds(wire: Wire): number {
    if (!wire.is('probes', this.#now)) return leftMilliseconds;
    return wire.shape.kind === 'geo' ? leftUnprobed.geoMilliseconds : leftUnprobed.milliseconds;
  }

  /** A session over a wire that lets no probe through stands for as long as the wire does. */
  #lookAtSessions(box: Box): void {
    for (const link of box.links.filter(({ metered }) => !metered)) {
      const wire = wireOf(link);
      const before = this.#attempts.get(wire);
      const isStanding = wire.is('probes', this.#now) && this.#isSettled(box, link);
      if (!isStanding) this.#attempts.delete(wire);
      else if (before === undefined) this.#attempts.set(wire, wire.attempts);
      else if (wire.attempts > before) {
        this.#attempts.delete(wire);
        this.broken.add(`${box.name}: the session over ${link.name} ended although only its probes are blocked`);
      }
    }
  }

  /** A link has been sound, and both ends up, for long enough to be in use. */
  #isSettled(box: Box, link: BoxLink): boolean {
    const needed = this.#millisecondsFor(link);
    const sound = wireOf(link).soundSince(this.#now);
    const isSound = sound !== undefined && this.#now - sound >= needed;
    return isSound && this.#upFor(box) >= needed && this.#upFor(this.#world.hub) >= needed;
  }

  #millisecondsFor(link: BoxLink): number {
    const wire = wireOf(link);
    const isRefused =
      wire.wasRefused(this.#now - carried.refusedMilliseconds, this.#now) ||
      this.#upFor(this.#world.hub) < carried.refusedMilliseconds;
    const usual = isRefused ? carried.refusedMilliseconds : carried.milliseconds;
    return wire.shape.kind === 'geo' ? usual + carried.geoMilliseconds : usual;
  }

  async #lookAtLanes(box: Box): Promise<void> {
    const [site, hub] = [this.#world.program(box), this.#world.program(this.#world.hub)];
    if (site === undefined || hub === undefined) return;
    const { epoch } = await site.store.sync.identity();
    const { hubEpoch } = await hub.store.sync.identity();
    if (hubEpoch !== 1) this.broken.add('the hub was taken for one that was put back');
    await this.#lookAtLog(box, { direction: 'up', site: box.code, epoch }, site, hub);
    await this.#lookAtLog(box, { direction: 'dn', site: box.code, epoch: hubEpoch }, hub, site);
  }

  async #lookAtLog(box: Box, log: LogKey, from: Program, to: Program): Promise<void> {
    const heads = await from.store.sync.heads(log);
    const received = await to.store.sync.received(log);
    for (const head of heads) {
      const come = received.find(({ lane }) => lane === head.lane)?.durable.seq ?? 0;
      this.#lookAtLane(box, log, head, come);
    }
  }

  #lookAtLane(box: Box, { direction, epoch }: LogKey, { lane, seq }: LaneCursor, come: number): void {
    const key = `${box.name} ${direction} ${epoch} ${lane}`;
    // A feed that begins anew counts from one again.
    const waiting = (this.#waiting.get(key) ?? []).filter((each) => each.seq > come && each.seq <= seq);
    this.#waiting.set(key, waiting);
    if (seq > (waiting.at(-1)?.seq ?? come)) waiting.push({ seq, at: this.#now });
    const [oldest] = waiting;
    if (oldest === undefined) return;
    const waits = this.#now - oldest.at;
    if (lane <= lanes.urgent && this.#isHeldUp(box, waits)) this.broken.add(`${key} is held up although it is urgent`);
    const carrier = box.links.find(
      (link) =>
        this.#mayCarry(link, direction, lane) && waits >= this.#millisecondsFor(link) && this.#isSettled(box, link),
    );
    if (carrier !== undefined) this.broken.add(`${key} is not carried although ${carrier.name} is sound`);
  }

  /** Both ends speak over the same link. */
  #lookAtAgreement(box: Box): void {
    const hub = this.#world.program(this.#world.hub);
    if (hub === undefined || !this.#isHeldUp(box, Number.POSITIVE_INFINITY)) return;
    const [here, there] = [this.#carriers.get(box)?.link, hub.linkTo(box.code)];
    if (here !== there) this.broken.add(`${box.name} speaks over ${here}, the hub over ${there}`);
  }

  /** Whether the link in use could have carried what has waited for so long. */
  #isHeldUp(box: Box, waits: number): boolean {
    const { link: name, since } = this.#carriers.get(box) ?? { link: '', since: 0 };
    const link = box.links.find((each) => each.name === name);
    if (link === undefined || this.#world.program(box)?.links?.active?.link !== name) return false;
    const limit = wireOf(link).shape.kind === 'geo' ? urgentMilliseconds + urgentGeoMilliseconds : urgentMilliseconds;
    return waits > limit && this.#now - since > limit && this.#isSettled(box, link);
  }

  /** Whether a lane need not wait for another link than this one. */
  #mayCarry(link: BoxLink, direction: 'up' | 'dn', lane: Lane): boolean {
    const { isSpent } = wireOf(link);
    if (!link.metered) return true;
    const isUrgent = lane <= lanes.urgent;
    // What the hub has for a site whose only link sleeps waits until it asks.
    if (link.standby === 'asleep') return isUrgent && direction === 'up';
    if (isUrgent) return true;
    return !isSpent && (lane !== lanes.bulk || this.#bulkAllowed);
  }
}

function wireOf({ cable }: BoxLink): Wire {
  if (!(cable instanceof Wire)) throw new Error('not a wire');
  return cable;
}
