import type { SyncStore } from '../../journal/sync-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import { hubCode } from '../../protocol/ids.js';
import type { SiteTransport } from '../broker/site-transport.js';
import type { Sessions } from '../session/session.js';

/** After a backup: tells each connected site how far its log is covered; the others hear it in their next welcome (rule B2). */
export async function tellSafe(sync: SyncStore, sessions: Sessions, transport: SiteTransport): Promise<void> {
  const { hubEpoch } = await sync.identity();
  for (const { peer, epoch } of sessions.all()) {
    const received = await sync.received({ direction: 'up', site: peer.site, epoch });
    for (const durability of received) {
      if (durability.safeSeq === 0) continue;
      const receipt = { kind: 'receipt', node: hubCode, hubEpoch, epoch, ...durability, rejects: [] } as const;
      await transport.publish(peer, 'ctl', encodeControl(receipt));
    }
  }
}
