import type { Logger } from '../config/running/logger.js';
import type { OrderedStop } from '../config/running/ordered-stop.js';
import { endCardKeys } from '../provisioning/hub/end-card-keys.js';
import { readRevocations } from '../provisioning/hub/revocations.js';
import { nodePaths } from '../provisioning/node-folder.js';
import { HubWitnessFile } from './hub-witness.js';
import type { OpenHub } from './open-hub.js';

export interface AfterRestoreOptions {
  readonly dir: string;
  readonly hub: OpenHub;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks, before anybody is heard, whether the database is of an earlier day than what stands beside it: then a new hub
 * epoch begins, and who was revoked since is revoked again (rule E14). Keeps what the next start looks at.
 */
export async function noticeRestore(options: AfterRestoreOptions, stop: OrderedStop): Promise<void> {
  const { dir, hub, logger, now, onError } = options;
  const { sync, hubEpochs: epochs, fleet, certificates } = hub.journal;
  const witness = new HubWitnessFile({ path: nodePaths(dir).witness, epochs, sync, onError });
  const seen = witness.read();
  if (seen !== undefined && (await epochs.isBehind(seen))) {
    const hubEpoch = await epochs.newHubEpoch(seen.hubEpoch, now());
    logger.warn({ hubEpoch }, 'the database is behind its witness: a new hub epoch');
  }
  for (const { site, atMilliseconds } of readRevocations(dir)) {
    const known = await fleet.findSite(site);
    if (known === undefined || known.state === 'revoked') continue;
    // Another box has joined since, by a person's word; what was revoked has ended with the one before.
    if ((await certificates.ofSite(site)).some(({ givenMilliseconds }) => givenMilliseconds > atMilliseconds)) continue;
    await fleet.revokeSite(site, atMilliseconds);
    await endCardKeys(hub.journal, site, atMilliseconds);
  }
  await witness.write();
  const forget = sync.onCommit(() => witness.ask());
  stop.add('witness', () => witness.stop());
  stop.add('commit listener of the witness', forget);
}
