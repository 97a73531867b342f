import { OneAfterAnother } from '../../config/running/one-after-another.js';
import { changeIdOf } from '../../journal/change-key.js';
import type { DigestStore, Expected } from '../../journal/digests/digest-store.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { FanoutStore } from '../../journal/sync-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { DigestAnswer, TypeMonth } from '../../protocol/control/digest-answer.js';
import type { DigestDetail, MonthDigest } from '../../protocol/control/digest-detail.js';
import type { DigestMessage, HeldAt } from '../../protocol/control/digest-message.js';
import { equalDigests } from '../../protocol/digest.js';
import type { FleetEventKind } from '../../protocol/fleet-event-kinds.js';
import type { SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import { missingOf } from './missing.js';

export interface DigestDeskOptions {
  readonly digests: DigestStore;
  readonly fanout: Pick<FanoutStore, 'feedVersions'>;
  readonly fleet: Pick<FleetStore, 'noteEvent'>;
  readonly transport: SiteTransport;
  readonly now: () => number;
  /** A feed grew, or ops has something new to look at. */
  readonly onFed: (site: SiteCode) => void;
  readonly onChanged: () => void;
}

/** What a site and the hub are comparing; forgotten with the connection. */
interface Round {
  readonly number: number;
  readonly at: HeldAt;
  readonly expected: Expected;
  readonly months: MonthDigest[];
  asked: readonly TypeMonth[];
  readonly ids: Uint8Array[];
}

/** Detail that one round may bring; a site that sends more is not believed. */
const detailsMax = 2_000_000;

/** Compares what the sites hold with what they should, one site after the other, and heals both ways (rules D2–D5). */
export class DigestDesk {
  readonly #options: DigestDeskOptions;
  readonly #rounds = new WeakMap<SitePeer, Round>();
  readonly #comparing = new OneAfterAnother();

  constructor(options: DigestDeskOptions) {
    this.#options = options;
  }

  /** One at a time: what a site should hold takes memory. */
  hear(peer: SitePeer, message: DigestMessage | DigestDetail): Promise<void> {
    return this.#comparing.run(() =>
      message.kind === 'digest' ? this.#begin(peer, message) : this.#goOn(peer, message),
    );
  }

  async #begin(peer: SitePeer, { round, total, ...at }: DigestMessage): Promise<void> {
    const { digests, now } = this.#options;
    this.#rounds.delete(peer);
    const expected = await digests.expected(peer.site, at);
    // Logs that differ are a matter of epochs; a digest says nothing about them.
    if (typeof expected === 'string') return this.#answer(peer, { round, verdict: 'not-now' });
    if (!equalDigests(expected.heads.total, total)) {
      await this.#noteMismatch(peer.site, { own: expected.heads.total.count, site: total.count });
      this.#rounds.set(peer, { number: round, at, expected, months: [], asked: [], ids: [] });
      return this.#answer(peer, { round, verdict: 'show-months' });
    }
    if (expected.unfed.length > 0) {
      await this.#noteMismatch(peer.site, { unfed: expected.unfed.length });
      await this.#feed(peer.site, expected.unfed);
      return this.#answer(peer, { round, verdict: 'heal' });
    }
    if ((await digests.mismatch(peer.site)) !== undefined) await this.#event(peer.site, 'digest-healed', {});
    await digests.noteProof(peer.site, { atMilliseconds: now(), at });
    this.#options.onChanged();
    return this.#answer(peer, { round, verdict: 'proved' });
  }

  async #goOn(peer: SitePeer, detail: DigestDetail): Promise<void> {
    const round = this.#rounds.get(peer);
    if (round === undefined || round.number !== detail.round) return;
    round.months.push(...detail.months);
    round.ids.push(...detail.ids);
    if (round.months.length + round.ids.length > detailsMax) this.#rounds.delete(peer);
    else if (detail.last && round.asked.length === 0) await this.#askIds(peer, round);
    else if (detail.last) await this.#heal(peer, round);
  }

  async #askIds(peer: SitePeer, round: Round): Promise<void> {
    const different = differentMonths(round.expected.heads.months, round.months);
    round.asked = different.slice(0, limits.digestMonthsAskedMax);
    await this.#answer(peer, { round: round.number, verdict: 'show-ids', months: round.asked });
  }

  /** What the site lacks is fed again; what the hub lacks is asked for. */
  async #heal(peer: SitePeer, round: Round): Promise<void> {
    const { digests } = this.#options;
    this.#rounds.delete(peer);
    const own = round.expected.heads.idsOf(round.asked);
    const lacking = await digests.lacking(missingOf(round.ids, own));
    // What the hub has and never sent (it came another way) is sent, so that both know that the site has it.
    const unsent = missingOf(missingOf(round.ids, own), lacking);
    const feed = [...missingOf(own, round.ids), ...unsent].map(changeIdOf);
    await this.#feed(peer.site, [...feed, ...round.expected.unfed]);
    const asked = lacking.slice(0, limits.digestIdsMax);
    await this.#answer(peer, { round: round.number, verdict: 'heal', lacking: asked });
  }

  async #feed(site: SiteCode, changeIds: Expected['unfed']): Promise<void> {
    if (changeIds.length === 0) return;
    // A part at a time: the transaction of a feed must not keep the batches waiting.
    for (let start = 0; start < changeIds.length; start += limits.batchChangesMax) {
      const part = changeIds.slice(start, start + limits.batchChangesMax);
      await this.#options.fanout.feedVersions({ site, changeIds: part });
    }
    this.#options.onFed(site);
  }

  async #noteMismatch(site: SiteCode, detail: Readonly<Record<string, number>>): Promise<void> {
    const { digests, now } = this.#options;
    if (await digests.noteMismatch(site, now())) await this.#event(site, 'digest-mismatch', detail);
  }

  async #event(site: SiteCode, kind: FleetEventKind, detail: Readonly<Record<string, number>>): Promise<void> {
    await this.#options.fleet.noteEvent({ site, kind, detail, atMilliseconds: this.#options.now() });
    this.#options.onChanged();
  }

  #answer(peer: SitePeer, answer: Partial<DigestAnswer> & Pick<DigestAnswer, 'round' | 'verdict'>): Promise<void> {
    const message = { kind: 'digest-answer', months: [], lacking: [], ...answer } as const;
    return this.#options.transport.publish(peer, 'ctl', encodeControl(message));
  }
}

/** The months that the two do not hold alike, those that only one has included. */
function differentMonths(own: readonly MonthDigest[], theirs: readonly MonthDigest[]): readonly TypeMonth[] {
  const named = new Map(theirs.map((month) => [`${month.type} ${month.month}`, month]));
  const different: TypeMonth[] = [];
  for (const month of own) {
    const other = named.get(`${month.type} ${month.month}`);
    named.delete(`${month.type} ${month.month}`);
    if (other === undefined || !equalDigests(month.digest, other.digest)) different.push(month);
  }
  return [...different, ...named.values()];
}
