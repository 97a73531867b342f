import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import type { ProblemCode } from '../../protocol/problem.js';
import type { NodeClock } from '../../provisioning/clock/node-clock.js';
import type { SiteNode } from '../../provisioning/node-folder.js';
import { askRenewal } from '../../provisioning/renewal/ask-renewal.js';
import { type OwnPair, SiteIdentity } from '../../provisioning/renewal/site-identity.js';
import { askTrust } from '../../provisioning/trust/ask-trust.js';
import { EnrolmentKeeper } from '../enrolment/enrolment-keeper.js';
import type { LinkCertificates } from '../sync-engine-options.js';
import { RenewalKeeper } from './renewal-keeper.js';
import { TrustKeeper } from './trust-keeper.js';

export interface RenewalGround {
  readonly node: SiteNode;
  readonly clock: NodeClock;
  readonly options: {
    readonly dir: string;
    readonly logger: Logger;
    readonly random?: () => number;
    readonly onEnrolled?: () => void;
  };
  readonly onError: (error: unknown) => void;
}

/** The certificate of a site, and who renews it. */
export interface OpenRenewal {
  readonly certificates: LinkCertificates;
  /** Why nothing goes to the hub; `undefined` at a site that it has enrolled. */
  refusal(): ProblemCode | undefined;
  /** @param onRenewed there is another pair: sessions and the LAN's server go over to it */
  start(stop: OrderedStop, onRenewed: (pair: OwnPair) => void): void;
}

export function openRenewal({ node, clock, options, onError }: RenewalGround): OpenRenewal {
  const { dir, logger, random = Math.random } = options;
  const identity = new SiteIdentity(dir, node.code);
  const enrolment = node.provisional === true ? openEnrolment(options, onError) : undefined;
  let hear: (pair: OwnPair) => void = () => {};
  const keeper = new RenewalKeeper({
    ...{ identity, now: clock.now, random, logger, onError },
    onRenewed: () => hear(identity.current),
    ask: (signer, requestPem) =>
      askRenewal({
        ...{ site: node.code, hubUrl: node.hub.url, signer, requestPem },
        authorityPem: identity.current.authorityPem,
        moment: clock.moment(),
      }),
  });
  const trust = new TrustKeeper({
    ...{ random, logger, onError, onChanged: () => hear(identity.current) },
    read: () => identity.current.authorityPem,
    ask: (held) => askTrust(node.hub.url, held),
    keep: (text) => identity.noteTrust(text),
  });
  return {
    certificates: {
      read: () => identity.current,
      noteUsed: ({ certificatePem }) => {
        trust.noteProven();
        if (certificatePem !== undefined) keeper.noteUsed(certificatePem);
      },
      // Where the hub has said why it refuses, it was not for the certificate.
      noteRefused: (refusal) => refusal === undefined && keeper.noteRefused(),
      noteUnproven: () => trust.noteUnproven(),
    },
    refusal: () => enrolment?.refusal,
    start: (stop, onRenewed) => {
      if (enrolment !== undefined) {
        enrolment.start();
        stop.add('enrolment', () => enrolment.stop());
        return;
      }
      hear = onRenewed;
      keeper.start();
      clock.onHealed(() => keeper.noteHealed());
      stop.add('renewal', () => keeper.stop());
      trust.start();
      stop.add('trust', () => trust.stop());
    },
  };
}

/** The first certificate of a box that works provisionally. */
function openEnrolment(options: RenewalGround['options'], onError: (error: unknown) => void): EnrolmentKeeper {
  const { dir, logger, random = Math.random, onEnrolled = () => {} } = options;
  const enrol = async () => {
    // What writes certificates stays out of the memory of a box that has its own.
    const { enrolProvisional } = await import('../../provisioning/enrolment/provisional/enrol-provisional.js');
    return enrolProvisional(dir);
  };
  return new EnrolmentKeeper({ enrol, random, logger, onEnrolled, onError });
}
