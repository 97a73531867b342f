import { sharedDictionary } from '../../config/running/dictionaries.js';
import type { Logger } from '../../config/running/logger.js';
import { runChangesMax, SendLoop } from '../../config/running/send-loop.js';
import type { Timers } from '../../config/running/timers.js';
import type { LogKey, SyncStore } from '../../journal/sync-store.js';
import type { Dictionaries } from '../../protocol/batch.js';
import { takesErased } from '../../protocol/control/abilities.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { LaneDurability } from '../../protocol/control/durability.js';
import type { Hello } from '../../protocol/control/hello.js';
import { beforeErased } from '../../protocol/erased-run.js';
import { hubCode } from '../../protocol/ids.js';
import { lane as laneNumbers } from '../../protocol/lane.js';
import { limits } from '../../protocol/limits.js';
import { type FeedSeals, withSeal } from '../../protocol/session/feed-seal.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import type { FactsDesk } from '../facts/facts-desk.js';

export interface OpenFeedOptions {
  readonly transport: Pick<SiteTransport, 'publish'>;
  readonly sync: SyncStore;
  readonly seals: FeedSeals;
  readonly dictionaries: Dictionaries;
  readonly facts: Pick<FactsDesk, 'isBulkHeld'>;
  readonly logger: Logger;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/**
 * The sender of the hub's feed over one connection (rule S3).
 * @param durabilities of the lanes that the connection carries
 * @param site what it can decode with, in its own order, and take
 */
export function openFeed(
  { sync, transport, seals, facts, dictionaries, timers, logger, onError }: OpenFeedOptions,
  peer: SitePeer,
  hubEpoch: number,
  durabilities: readonly LaneDurability[],
  site: Pick<Hello, 'dictionaries' | 'abilities'>,
): SendLoop {
  const log: LogKey = { direction: 'dn', site: peer.site, epoch: hubEpoch };
  return new SendLoop({
    ...{ origin: hubCode, epoch: hubEpoch, durabilities, dictionaries },
    dictionary: sharedDictionary(site.dictionaries, dictionaries),
    link: { batchBytesMax: limits.batchBytesMax, repeatIsDear: false },
    readHeads: () => sync.heads(log),
    readRun: async (lane, after, bytesMax) => {
      const run = await sync.since({ log, lane, after, changesMax: runChangesMax, bytesMax });
      return takesErased(site) ? run : beforeErased(run);
    },
    publish: (lane, batch, to) => transport.publish(peer, lane, withSeal(batch, seals.seal({ ...log, lane }, to))),
    policy: {
      mayFlow: (lane) => lane !== laneNumbers.bulk || !facts.isBulkHeld(peer.site),
      noteSent: () => {},
    },
    ask: (lane) => transport.publish(peer, 'ctl', encodeControl({ kind: 'ask', lane })),
    ...(timers && { timers }),
    onLaneStopped: (lane, code) => logger.error({ site: peer.site, link: peer.link, lane, code }, 'downlink stopped'),
    onError,
  });
}
