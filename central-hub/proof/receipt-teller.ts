import type { PoisonStore } from '../../journal/poison/poison-store.js';
import type { LogKey, SyncStore } from '../../journal/sync-store.js';
import { type Confirmed, confirmationOf } from '../../protocol/control/confirmed.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import { hubCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import { creditBytesOf } from '../intake/credit.js';
import type { Session, Sessions } from '../session/session.js';

export interface ReceiptTellerOptions {
  readonly sync: SyncStore;
  readonly poison: PoisonStore;
  readonly sessions: Sessions;
  readonly transport: SiteTransport;
}

/** Receipts that no batch asked for: what became safe, what was refused and not confirmed yet, what was mended. */
export class ReceiptTeller {
  readonly #options: ReceiptTellerOptions;

  constructor(options: ReceiptTellerOptions) {
    this.#options = options;
  }

  /** After a backup: each connected site hears how far its log is covered; the others in their next welcome (rule B2). */
  async tellSafe(): Promise<void> {
    for (const session of this.#options.sessions.all()) await this.#tell(session, ({ safeSeq }) => safeSeq > 0);
  }

  /** At the start of a session, and after a replay: what the site has not confirmed (rule P4). */
  async tellUntold(session: Session): Promise<void> {
    const untold = await this.#options.poison.untold(logOf(session));
    if (untold.length > 0) await this.#tell(session, ({ lane }) => untold.some((each) => each.lane === lane));
  }

  async tellAllUntold(): Promise<void> {
    for (const session of this.#options.sessions.all()) await this.tellUntold(session);
  }

  /** A site asks how far a lane is (rule S22). */
  async answer(session: Session | undefined, lane: Lane): Promise<void> {
    if (session !== undefined) await this.#tell(session, (durability) => durability.lane === lane);
  }

  /** The lanes of a log in which something was refused that its writer has not confirmed. */
  async untoldLanes(log: LogKey): Promise<readonly Lane[]> {
    const untold = await this.#options.poison.untold(log);
    return untold.filter(({ rejects }) => rejects.length > 0).map(({ lane }) => lane);
  }

  /** The site knows what was refused of its log. */
  async hearConfirmed(session: Session | undefined, message: Confirmed): Promise<void> {
    if (session === undefined || session.epoch !== message.epoch) return;
    await this.#options.poison.confirm(logOf(session), message);
  }

  /** The site refused something of its feed: it need not say so again. */
  async confirm(peer: SitePeer, receipt: Receipt): Promise<void> {
    const message = confirmationOf(receipt);
    if (message !== undefined) await this.#options.transport.publish(peer, 'ctl', encodeControl(message));
  }

  async #tell(session: Session, wanted: (durability: LaneDurability) => boolean): Promise<void> {
    const { sync, poison, transport } = this.#options;
    const { hubEpoch } = await sync.identity();
    const log = logOf(session);
    const untold = await poison.untold(log);
    for (const durability of (await sync.received(log)).filter(wanted)) {
      const { rejects = [], mended = [] } = untold.find(({ lane }) => lane === durability.lane) ?? {};
      const { epoch } = session;
      const creditBytes = creditBytesOf(durability.lane, this.#options.sessions.all().length);
      const told = { ...durability, creditBytes, rejects, mended };
      const receipt = { kind: 'receipt', node: hubCode, hubEpoch, epoch, ...told } as const;
      await transport.publish(session.peer, 'ctl', encodeControl(receipt));
    }
  }
}

function logOf({ peer, epoch }: Session): LogKey {
  return { direction: 'up', site: peer.site, epoch };
}
