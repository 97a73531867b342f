import type { LaneClaim } from '../../protocol/control/lane-claim.js';
import type { LinkName } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';

/** What this run of the program has claimed for which link: the hub goes by the last claim to each lane (rule L6). */
export class LaneClaims {
  readonly #holders = new Map<Lane, LinkName>();
  #generation = 0;

  /** A connection begins: it holds these lanes and no others, whatever an earlier one over the link held. */
  begin(link: LinkName, lanes: readonly Lane[]): LaneClaim {
    for (const [lane, holder] of this.#holders) if (holder === link) this.#holders.delete(lane);
    return this.#claim(link, lanes);
  }

  /** What has to be claimed so that a link holds these lanes; `undefined` when it holds them all. */
  take(link: LinkName, lanes: readonly Lane[]): LaneClaim | undefined {
    const missing = lanes.filter((lane) => this.#holders.get(lane) !== link);
    return missing.length === 0 ? undefined : this.#claim(link, missing);
  }

  #claim(link: LinkName, lanes: readonly Lane[]): LaneClaim {
    for (const lane of lanes) this.#holders.set(lane, link);
    this.#generation += 1;
    return { generation: this.#generation, lanes };
  }
}
