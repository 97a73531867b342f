import type { SyncStore } from '../journal/sync-store.js';
import { type Dictionaries, protocolVersion, schemaVersion } from '../protocol/batch.js';
import type { Hello } from '../protocol/control/hello.js';

/** What this site says at the start of a session: who it is and how far both directions got (rule S2). */
export async function readHello(sync: SyncStore, bootId: string, dictionaries: Dictionaries): Promise<Hello> {
  const { site, epoch, hubEpoch } = await sync.identity();
  const downs = hubEpoch === 0 ? [] : await sync.received({ direction: 'dn', site, epoch: hubEpoch });
  return {
    kind: 'hello',
    protocol: protocolVersion,
    schema: schemaVersion,
    site,
    epoch,
    bootId,
    dictionaries: [...dictionaries.keys()],
    heads: await sync.heads({ direction: 'up', site, epoch }),
    hubEpoch,
    downs: downs.map(({ lane, durable }) => ({ lane, ...durable })),
  };
}
