import type { FleetStore, Invite, Site, TunnelWish } from '../../journal/fleet-store.js';
import { Problem } from '../../protocol/problem.js';
import { type Authority, issueCertificate, trustOf } from '../certificates/authority.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { inspectCertificate } from '../certificates/inspect.js';
import { readRequest } from '../certificates/request.js';
import type { NetworkAddress } from '../node-folder.js';
import { bundleFingerprintOf } from '../trust/bundle.js';
import { type HubTunnels, tunnelledLink } from '../tunnel/tunnel-plan.js';
import { HubNonces } from './hub-nonce.js';
import type { KitBundle, KitEnrolled, KitRequest } from './kit/kit-message.js';
import type { BeginAnswer, BeginRequest, Enrolled, FinishAnswer, FinishRequest } from './message.js';
import {
  type Asking,
  answerProof,
  hubProof,
  isSameProof,
  kitAnswerProof,
  kitRequestProof,
  siteProof,
} from './transcript.js';

export interface EnrolmentDeskOptions {
  readonly fleet: FleetStore;
  readonly authority: Authority;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** What the answer tells a new site. */
  readonly settings: {
    readonly hubName: string;
    /** Where sites reach the hub's MQTT listener; host '' where they keep the name that they enrolled under. */
    readonly mqtt: NetworkAddress;
    /** Absent at a hub without tunnels. */
    readonly tunnels?: HubTunnels;
  };
  /** Told when a site was given tunnels, or lost those it had. */
  readonly onTunnels?: () => void;
}

/** What a site wants, however it asks. */
type Wanted = Pick<FinishRequest, 'requestPem' | 'extraHosts' | 'tunnelKeys'>;

/** The hub's side of enrolment, without HTTP: find the invite → verify the proofs → spend it → sign → record. */
export class EnrolmentDesk {
  readonly #options: EnrolmentDeskOptions;
  readonly #nonces: HubNonces;
  readonly #authorityFingerprint: string;

  constructor(options: EnrolmentDeskOptions) {
    this.#options = options;
    this.#nonces = new HubNonces(options.authority.keyPem, options.randomBytes);
    this.#authorityFingerprint = bundleFingerprintOf(trustOf(options.authority));
  }

  /** @throws Problem `invite-unknown`, `invite-expired` */
  async begin(request: BeginRequest): Promise<BeginAnswer> {
    const { authority, now } = this.#options;
    const invite = await this.#findInvite(request.inviteId);
    const hubNonce = this.#nonces.make(request.inviteId, request.siteNonce, now());
    const greeting = { ...request, hubNonce, authorityFingerprint: this.#authorityFingerprint };
    const { tunnels } = this.#options.settings;
    return {
      ...{ authorityPem: trustOf(authority), hubNonce, hubProof: hubProof(invite.proofKey, greeting) },
      ...(tunnels && { tunnels: true }),
    };
  }

  /** @throws Problem `invite-unknown`, `invite-used`, `invite-expired`, `body-malformed`, `certificate-refused` */
  async finish(request: FinishRequest): Promise<FinishAnswer> {
    const invite = await this.#findInvite(request.inviteId);
    const { siteProof: given, ...said } = request;
    const asking: Asking = { ...said, authorityFingerprint: this.#authorityFingerprint };
    if (!isSameProof(given, siteProof(invite.proofKey, asking))) throw new Problem('invite-unknown');
    if (!this.#nonces.knows(request.hubNonce, request.inviteId, request.siteNonce, this.#options.now())) {
      throw new Problem('time-out', 'enrolment took too long; start again');
    }
    const answer = JSON.stringify(await this.#grant(invite, request));
    return { answer, answerProof: answerProof(invite.proofKey, asking, answer) };
  }

  /**
   * The same for a request that came in a file (rules E20, E21).
   * @param hubUrl where the box will find the hub
   * @throws Problem `invite-unknown`, `invite-used`, `invite-expired`, `kit-unproven`, `certificate-refused`, …
   */
  async answerKit(request: KitRequest, hubUrl: string): Promise<KitBundle> {
    const { authority, now } = this.#options;
    const { inviteId, siteNonce, siteProof: given, ...said } = request;
    const invite = await this.#findInvite(inviteId);
    const unanswered: Asking = { ...said, inviteId, siteNonce, hubNonce: '', authorityFingerprint: '' };
    if (!isSameProof(given, kitRequestProof(invite.proofKey, unanswered))) throw new Problem('kit-unproven');
    const enrolled: KitEnrolled = { ...(await this.#grant(invite, request)), hubUrl };
    const hubNonce = this.#nonces.make(inviteId, siteNonce, now());
    const answer = JSON.stringify(enrolled);
    const asking = { ...unanswered, hubNonce, authorityFingerprint: this.#authorityFingerprint };
    return {
      ...{ inviteId, siteNonce, authorityPem: trustOf(authority), hubNonce, answer },
      answerProof: kitAnswerProof(invite.proofKey, asking, answer),
    };
  }

  /** Whose proof holds. */
  async #grant(invite: Invite, request: Wanted): Promise<Enrolled> {
    const site = await this.#findSite(invite);
    const certificatePem = await this.#certify(invite, request, this.#wishOf(site, request));
    this.#options.onTunnels?.();
    return this.#enrolled(site, certificatePem);
  }

  async #findInvite(inviteId: string): Promise<Invite> {
    const invite = await this.#options.fleet.findInvite(inviteId);
    if (invite === undefined) throw new Problem('invite-unknown');
    // A spent invite goes on answering its own key, however late a lost reply is asked for again (rule E3).
    const expired = invite.expiresMilliseconds <= this.#options.now();
    if (expired && invite.spentBy === undefined) throw new Problem('invite-expired');
    return invite;
  }

  async #findSite(invite: Invite): Promise<Site> {
    const site = await this.#options.fleet.findSite(invite.site);
    if (site === undefined) throw new Problem('invite-unknown');
    // A revocation ends every code that was open: one that is open again was given for another box since (rule B15).
    if (site.state === 'revoked' && invite.spentBy !== undefined) throw new Problem('certificate-refused');
    return site;
  }

  /** The certificate is on the list of active sites when the store says `spent`; before, it is only a draft. */
  async #certify(invite: Invite, request: Wanted, wish: TunnelWish | undefined): Promise<string> {
    const { fleet, authority, now } = this.#options;
    const { publicKeyPem, keyFingerprint } = readRequest(request.requestPem, invite.site);
    if (invite.spentBy !== undefined && invite.spentBy !== keyFingerprint) throw new Problem('invite-used');
    const { extraHosts } = request;
    const nowMilliseconds = now();
    const certificatePem = issueCertificate(authority, {
      code: invite.site,
      publicKeyPem,
      extraHosts,
      nowMilliseconds,
    });
    const outcome = await fleet.spendInvite({
      inviteId: invite.inviteId,
      keyFingerprint,
      certificatePem,
      certificateFingerprint: certificateFingerprintOf(certificatePem),
      expiresMilliseconds: inspectCertificate(certificatePem).notAfterMilliseconds,
      atMilliseconds: nowMilliseconds,
      ...(wish && { tunnels: wish }),
    });
    switch (outcome.kind) {
      case 'spent':
      case 'again':
        return outcome.certificatePem;
      case 'other-key':
        throw new Problem('invite-used');
      case 'expired':
        throw new Problem('invite-expired');
      case 'unknown':
        throw new Problem('invite-unknown');
    }
  }

  /** A key for each link of the site, in order; none where either end does without tunnels. */
  #wishOf(site: Site, { tunnelKeys }: Wanted): TunnelWish | undefined {
    const { tunnels } = this.#options.settings;
    if (tunnels === undefined || tunnelKeys === undefined) return undefined;
    const keys = site.links.flatMap(({ name: link }, index) => {
      const publicKey = tunnelKeys[index];
      return publicKey === undefined ? [] : [{ link, publicKey }];
    });
    return { subnet: tunnels.subnet, keys };
  }

  async #enrolled(site: Site, certificatePem: string): Promise<Enrolled> {
    const { hubName, mqtt, tunnels } = this.#options.settings;
    const granted = tunnels === undefined ? [] : await this.#options.fleet.tunnels();
    const own = granted.filter((tunnel) => tunnel.site === site.code);
    const links = site.links.map((link) => {
      const tunnel = own.find((each) => each.link === link.name);
      const plain = { ...link, hub: mqtt };
      return tunnel && tunnels ? tunnelledLink(plain, tunnel, tunnels) : plain;
    });
    return { site: site.code, name: site.name, region: site.region, epoch: site.epoch, hubName, links, certificatePem };
  }
}
