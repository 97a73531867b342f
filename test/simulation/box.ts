import type { SiteCode } from '../../protocol/ids.js';
import { Cable } from './network.js';
import type { VirtualTime } from './virtual-time.js';
import type { Place } from './warm-databases.js';

/** The true time at which every run begins, milliseconds since 1970. */
export const startMilliseconds = 1_763_683_200_000;

export interface BoxOptions {
  /** Different for each box, also for two with the same code. */
  readonly name: string;
  readonly code: SiteCode;
  readonly role: 'site' | 'hub';
  readonly folder: string;
  readonly linkCount: number;
  /** Instead of so many as others have. */
  readonly links?: readonly BoxLink[];
  /** Whose database may be open already. */
  readonly place?: Place;
}

export interface BoxLink {
  readonly name: string;
  readonly kind: LinkKind;
  readonly metered: boolean;
  readonly standby?: 'warm' | 'cold' | 'asleep';
  readonly cable: Cable;
}

type LinkKind = 'fibre' | 'starlink' | 'cellular' | 'geo';

/** The links of a site that has so many, the preferred one first: two of three cost nothing and are both held open. */
const kindsOf: readonly (readonly LinkKind[])[] = [
  [],
  ['fibre'],
  ['fibre', 'cellular'],
  ['fibre', 'starlink', 'cellular'],
];

/** A box in a hospital, or the hub's: its disk, its clock and its cables outlive each run of its program. */
export class Box {
  readonly name: string;
  readonly code: SiteCode;
  readonly role: 'site' | 'hub';
  readonly folder: string;
  readonly epoch = 1;
  readonly links: readonly BoxLink[];
  readonly place: Place | undefined;
  #clockOffset = 0;
  #clockJump = 0;
  /** The furthest that its own clock ever said, milliseconds since 1970. */
  #furthest = startMilliseconds;

  constructor(options: BoxOptions) {
    this.name = options.name;
    this.code = options.code;
    this.role = options.role;
    this.folder = options.folder;
    this.place = options.place;
    const usual = () =>
      (kindsOf[options.linkCount] ?? []).map((kind) => ({
        ...{ name: kind, kind, metered: kind === 'cellular', cable: new Cable() },
      }));
    this.links = options.links ?? usual();
  }

  /** How wrong its clock is. */
  get clockOffsetMilliseconds(): number {
    return this.#clockOffset;
  }

  set clockOffsetMilliseconds(milliseconds: number) {
    this.#clockJump = Math.max(this.#clockJump, milliseconds - this.#clockOffset);
    this.#clockOffset = milliseconds;
  }

  /** The furthest that somebody ever set its clock forward at once. */
  get clockJumpMilliseconds(): number {
    return this.#clockJump;
  }

  /** Its wall clock. */
  now(time: VirtualTime): number {
    const now = Math.floor(startMilliseconds + time.elapsedMilliseconds + this.clockOffsetMilliseconds);
    this.#furthest = Math.max(this.#furthest, now);
    return now;
  }

  get furthestMilliseconds(): number {
    return this.#furthest;
  }

  /** A copy has the clock mark of the box that it was copied from, and what that had seen. */
  inheritClock({ furthestMilliseconds, clockJumpMilliseconds }: Box): void {
    this.#furthest = Math.max(this.#furthest, furthestMilliseconds);
    this.#clockJump = Math.max(this.#clockJump, clockJumpMilliseconds);
  }

  cableOf(link: string): Cable {
    const found = this.links.find(({ name }) => name === link);
    if (found === undefined) throw new Error(`no cable ${link}`);
    return found.cable;
  }
}
