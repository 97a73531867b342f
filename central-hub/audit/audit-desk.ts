import type { Logger } from '../../config/running/logger.js';
import { OneAfterAnother } from '../../config/running/one-after-another.js';
import type { AnchorStore, AuditStanding } from '../../journal/audit/anchor-store.js';
import { type AuditMark, checkpointText, receiptText } from '../../protocol/audit/audit-mark.js';
import { judgeCheckpoint } from '../../protocol/audit/judge-checkpoint.js';
import { type AuditDamage, locateDamage } from '../../protocol/audit/locate-damage.js';
import type { AuditCheckpoint } from '../../protocol/control/audit-checkpoint.js';
import type { AuditHeads } from '../../protocol/control/audit-heads.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Refusals } from '../broker/refusals.js';
import type { SitePeer } from '../broker/site-transport.js';
import type { Session } from '../session/session.js';
import type { GuardedTransport } from '../session/session-guard.js';

/** The word of the hub's authority. */
export interface AnchorSeal {
  readonly sign: (text: Uint8Array) => Uint8Array;
  /** The certificate of the issuing authority that signs, DER; empty where a root does. */
  readonly issuing: Uint8Array;
}

export interface AuditDeskOptions {
  readonly anchors: AnchorStore;
  readonly transport: Pick<GuardedTransport, 'publish' | 'isSignedBy'>;
  readonly anchorSeal: AnchorSeal;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly now: () => number;
  /** Ops has something new to look at. */
  readonly onFleetChanged: () => void;
}

/** What a site was asked, forgotten with its connection. */
interface Question {
  readonly serial: number;
  readonly anchors: readonly AuditMark[];
}

const none = new Uint8Array();

/** Keeps how far each site's audit is, and finds by itself where one contradicts what was said before (rules R5 to R10). */
export class AuditDesk {
  readonly #options: AuditDeskOptions;
  readonly #questions = new WeakMap<SitePeer, Question>();
  /** Connections over which the issuing authority was shown. */
  readonly #shown = new WeakSet<SitePeer>();
  readonly #judging = new OneAfterAnother();

  constructor(options: AuditDeskOptions) {
    this.#options = options;
  }

  /** Of the anchor that the hub has of a site's audit; 0: none. */
  async serialOf(site: SiteCode): Promise<number> {
    return (await this.#options.anchors.standing(site)).newest.serial;
  }

  /** One at a time: each is judged beside what the one before has left. */
  hear(session: Pick<Session, 'peer' | 'epoch'>, message: AuditCheckpoint | AuditHeads): Promise<void> {
    return this.#judging.run(() =>
      message.kind === 'audit-checkpoint' ? this.#judge(session, message) : this.#locate(session, message),
    );
  }

  async #judge({ peer, epoch }: Pick<Session, 'peer' | 'epoch'>, said: AuditCheckpoint): Promise<void> {
    const { anchors, transport, refusals, now } = this.#options;
    // Of a log that the site has left since: what it writes now it says again.
    if (said.epoch !== epoch) return;
    const standing = await anchors.standing(peer.site);
    const verdict = judgeCheckpoint(standing.newest, said, standing.brokenAt);
    if (verdict === 'ask') return this.#ask(peer, standing);
    if (verdict === 'take') {
      const { count, head, milliseconds, signature } = said;
      if (!transport.isSignedBy(peer, checkpointText(peer.site, said, milliseconds), signature)) {
        refusals.note('batch', 'scope-forged', `${peer.site}@${peer.link}`);
        return;
      }
      const proof = { certificate: peer.fingerprint, signature, milliseconds, heardMilliseconds: now() };
      await anchors.take({ site: peer.site, epoch, count, head, ...proof });
    }
    if (verdict !== 'stale' && said.walked > 0) {
      await anchors.noteWalk(peer.site, { count: said.walked, brokenAt: said.brokenAt, atMilliseconds: now() });
    }
    return this.#answer(peer);
  }

  async #ask(peer: SitePeer, { newest }: AuditStanding): Promise<void> {
    const anchors = await this.#options.anchors.live(peer.site);
    this.#questions.set(peer, { serial: newest.serial, anchors });
    const asked = anchors.map(({ count }) => count);
    const message = { kind: 'audit-anchored', ...newest, asked, signature: none, issuing: none } as const;
    await this.#options.transport.publish(peer, 'ctl', encodeControl<'audit-anchored'>(message));
  }

  async #locate({ peer, epoch }: Pick<Session, 'peer' | 'epoch'>, said: AuditHeads): Promise<void> {
    const question = this.#questions.get(peer);
    const standing = await this.#options.anchors.standing(peer.site);
    const isAnswer = question?.serial === said.serial && standing.newest.serial === said.serial;
    if (question === undefined || !isAnswer || said.epoch !== epoch) return;
    this.#questions.delete(peer);
    // A break that was told must not hide what is new.
    const brokenAt = said.brokenAt === standing.brokenAt ? 0 : said.brokenAt;
    const damage = locateDamage(question.anchors, { ...said, brokenAt });
    if (damage !== undefined) await this.#note(peer, said, standing, damage);
    return this.#answer(peer);
  }

  async #note({ site }: SitePeer, said: AuditHeads, standing: AuditStanding, damage: AuditDamage): Promise<void> {
    const { anchors, logger, now, onFleetChanged } = this.#options;
    const { kind, from, to, soundCount, isAnchored } = damage;
    const detail = { from, to, known: standing.newest.count, entries: said.count };
    const event = { site, kind: `audit-${kind}`, detail, atMilliseconds: now() } as const;
    // A break that is known already stays known while the site has not walked that far again.
    const brokenAt = said.brokenAt || standing.brokenAt;
    await anchors.noteDamage({ site, soundCount: isAnchored ? soundCount : undefined, brokenAt, event });
    logger.error({ site, kind, ...detail }, 'the audit of a site is not what it was');
    onFleetChanged();
  }

  /** The newest anchor with the word of the authority for it, which the site keeps (rule R7). */
  async #answer(peer: SitePeer): Promise<void> {
    const { anchors, transport, anchorSeal } = this.#options;
    const { newest } = await anchors.standing(peer.site);
    const signature = anchorSeal.sign(receiptText(peer.site, newest));
    const issuing = this.#shown.has(peer) ? none : anchorSeal.issuing;
    this.#shown.add(peer);
    const message = { kind: 'audit-anchored', ...newest, asked: [], signature, issuing } as const;
    await transport.publish(peer, 'ctl', encodeControl<'audit-anchored'>(message));
  }
}
