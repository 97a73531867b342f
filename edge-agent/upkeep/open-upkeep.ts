import type { X509Certificate } from 'node:crypto';
import type { EdgeSettings } from '../../config/edge-settings.js';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { systemTimers } from '../../config/running/timers.js';
import { certificateFingerprintOf } from '../../provisioning/certificates/fingerprint.js';
import { isIssuedFor } from '../../provisioning/certificates/inspect.js';
import { siteServerName } from '../../provisioning/certificates/profile.js';
import type { NodeClock } from '../../provisioning/clock/node-clock.js';
import { isLanServer } from '../../provisioning/lan/lan-folder.js';
import { lanHostOf } from '../../provisioning/machine/ask-own-site.js';
import { RetentionSweeper } from '../../provisioning/retention/retention-sweeper.js';
import { AvailabilityKeeper } from '../availability/availability-keeper.js';
import { ProbeAsker } from '../availability/probe-asker.js';
import { probeLan } from '../availability/probe-lan.js';
import type { CardKeyKeeper } from '../card-keys/card-key-keeper.js';
import { openCardKeys } from '../card-keys/open-card-keys.js';
import type { BoxReaders } from '../facts/box-readers.js';
import type { FactsTeller } from '../facts/facts-teller.js';
import type { OpenSite } from '../open-site.js';
import { SearchRebuilder } from '../search/search-rebuilder.js';
import { openSelfTest } from '../self-test/open-self-test.js';
import type { SelfTester } from '../self-test/self-tester.js';
import type { LinkCertificates } from '../sync-engine-options.js';

export interface UpkeepGround {
  readonly dir: string;
  readonly site: OpenSite;
  readonly settings: Pick<EdgeSettings, 'cardKeyDays'>;
  /** What the listener shows. */
  readonly certificates: Pick<LinkCertificates, 'read'>;
  readonly clock: NodeClock;
  /** Who reads what the box is like, and tells the hub. */
  readonly facts: () => FactsTeller | undefined;
  readonly logger: Logger;
  readonly onError: (error: unknown) => void;
}

/** What a site does about itself, beside its work. */
export interface Upkeep {
  readonly selfTest: SelfTester;
  readonly cardKeys: CardKeyKeeper;
  readonly availability: AvailabilityKeeper;
  /** Who the program is when it asks itself. */
  readonly asker: ProbeAsker;
  /** What the hub is told of. */
  readonly readers: Pick<BoxReaders, 'readSelfTest' | 'readAvailability'>;
  /** @param httpsPort where the site's own network reaches it */
  start(stop: OrderedStop, httpsPort: number): Promise<void>;
}

/** Also does what must be done before anybody is served. */
export async function openUpkeep(ground: UpkeepGround): Promise<Upkeep> {
  const { dir, site, settings, certificates, clock, facts, logger, onError } = ground;
  const { node, journal } = site;
  const readFacts = async () => {
    const teller = facts();
    if (teller === undefined) throw new Error('nothing reads the box');
    return teller.read();
  };
  const onTested = () => facts()?.wake();
  const selfTest = openSelfTest({ dir, journal, readFacts, now: clock.now, logger, onTested, onError });
  const asker = new ProbeAsker();
  // A provisional one is signed by nobody; during a renewal the listener may still show the one before.
  const isOurs = (shown: X509Certificate) =>
    certificateFingerprintOf(shown) === certificateFingerprintOf(certificates.read().certificatePem) ||
    isIssuedFor(certificates.read().authorityPem, shown, siteServerName(node.code)) ||
    isLanServer(dir, node.code, shown);
  const place = { secret: asker.secret, isOurs, host: lanHostOf(node.https.host), port: node.https.port };
  const probe = () => probeLan(place, systemTimers.elapsedMilliseconds);
  const availability = new AvailabilityKeeper({ store: journal.availability, probe, clock, onError });
  const cardKeys = openCardKeys({ site, settings, now: clock.now, onError });
  const searchRows = new SearchRebuilder({ store: journal.searchRebuild, logger, onError });
  await searchRows.catchUp();
  const retention = new RetentionSweeper({ store: journal.retention, clock, logger, onError });
  return {
    ...{ selfTest, cardKeys, availability, asker },
    readers: { readSelfTest: () => selfTest.facts, readAvailability: () => availability.months },
    start: async (stop, httpsPort) => {
      place.port = httpsPort;
      await selfTest.start();
      stop.add('self-test', () => selfTest.stop());
      await availability.start();
      stop.add('availability', () => availability.stop());
      stop.add('keys of health cards', () => cardKeys.stop());
      await cardKeys.start();
      searchRows.start(stop);
      retention.start(stop);
    },
  };
}
