import { createPrivateKey, randomBytes } from 'node:crypto';
import type { LinkPlan } from '../../../edge-agent/links/decision/link-plan.js';
import { LaneMover } from '../../../edge-agent/links/lane-mover.js';
import { LinkSupervisor } from '../../../edge-agent/links/link-supervisor.js';
import { LinkWorker } from '../../../edge-agent/links/link-worker.js';
import { MqttConnection } from '../../../edge-agent/links/mqtt-connection.js';
import { SecureChannel } from '../../../edge-agent/links/secure-channel.js';
import { protocolVersion, schemaVersion } from '../../../protocol/batch.js';
import { cursorStart } from '../../../protocol/change.js';
import type { Hello } from '../../../protocol/control/hello.js';
import { type LinkName, parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { lanes } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';
import { anyMoment, type FleetPlan, type FleetSiteIdentity } from './fleet-plan.js';

export interface StandingEvents {
  /** A session more, or less. */
  onUp(): void;
  onDown(): void;
  /** Something that must not happen in a bench. */
  onFailure(what: string): void;
}

const connectMillisecondsMax = 5_000;
const keepaliveSeconds = 30;
const nothing = () => {};

/** A site with nothing to say, over all its links: the real supervisor, workers and back-off, without a journal. */
export class StandingSite {
  readonly #plan: FleetPlan;
  readonly #identity: FleetSiteIdentity;
  readonly #events: StandingEvents;
  readonly #supervisor: LinkSupervisor;
  readonly #mover: LaneMover;
  readonly #up = new Set<LinkName>();
  /** Of one run of the program: the hub knows it again. */
  readonly #run: Pick<Hello, 'bootId' | 'token' | 'nextHash'>;

  constructor(plan: FleetPlan, identity: FleetSiteIdentity, links: readonly string[], events: StandingEvents) {
    this.#plan = plan;
    this.#identity = identity;
    this.#events = events;
    this.#run = { bootId: `bench-${identity.code}`, token: randomBytes(16), nextHash: randomBytes(32) };
    const site = parseSiteCode(identity.code);
    this.#mover = new LaneMover({ sync: { received: async () => [] }, site, renew: nothing, onError: this.#onError });
    this.#supervisor = new LinkSupervisor({
      links: links.map((name) => {
        const link = parseLinkName(name);
        const known: LinkPlan = { link, kind: 'fibre', metered: false, standby: 'warm', carriesBulk: false };
        return { plan: known, worker: this.#worker(link) };
      }),
      now: Date.now,
      onAssigned: (assignment) => this.#mover.assign(assignment),
      ...{ onActive: nothing, onDecision: nothing, onChanged: nothing },
    });
  }

  start(): void {
    this.#mover.start();
    this.#supervisor.start();
  }

  stop(): void {
    this.#supervisor.stop();
    this.#mover.stop();
  }

  #onError = (error: unknown) => this.#events.onFailure(String(error));

  #worker(link: LinkName): LinkWorker {
    const { host, port, hubName, keyPem, authorityPem } = this.#plan;
    const { certificatePem, code } = this.#identity;
    const site = parseSiteCode(code);
    const privateKey = createPrivateKey(keyPem);
    return new LinkWorker({
      connection: {
        ...{ host, port, hubName, keyPem, authorityPem, certificatePem, site, link, partition: 0 },
        ...{ connectMillisecondsMax, reachMillisecondsMax: connectMillisecondsMax, keepaliveSeconds },
      },
      connect: (options, events) => new MqttConnection({ ...options, moment: anyMoment }, events),
      ...{ metered: false, kind: 'fibre', random: Math.random, onError: this.#onError },
      openChannel: () => new SecureChannel({ site, link, partition: 0, privateKey }),
      welcomeMillisecondsMax: limits.welcomeMillisecondsMax,
      readHello: async (sessionKey) => this.#hello(link, sessionKey),
      admit: async () => 'open',
      onUp: () => this.#noteUp(link),
      onDown: (cause) => {
        if (this.#up.delete(link)) this.#events.onDown();
        this.#supervisor.note({ kind: 'session-down', link, cause });
      },
      onHeard: nothing,
      onRefusedHello: ({ code: refused }) => this.#events.onFailure(`refused: ${refused}`),
      onUsed: (_session, { generation }) => this.#mover.hear(generation),
      onLeaseCheck: () => undefined,
      ...{
        onBatch: nothing,
        onReturned: nothing,
        onReceipt: nothing,
        onDigestAnswer: nothing,
        onConfirmed: nothing,
      },
      ...{
        onLinkSamplesKept: nothing,
        onAuditAnchored: nothing,
        onOrder: nothing,
        onErasure: nothing,
        onAsk: nothing,
        onRefusal: nothing,
        onBootstrap: nothing,
        onFetched: nothing,
        onAttachment: nothing,
      },
    });
  }

  #noteUp(link: LinkName): void {
    if (!this.#up.has(link)) this.#events.onUp();
    this.#up.add(link);
    this.#supervisor.note({ kind: 'session-up', link });
  }

  #hello(link: LinkName, sessionKey: Uint8Array): Hello {
    const site = parseSiteCode(this.#identity.code);
    const { epoch } = this.#identity;
    return {
      ...{ kind: 'hello', protocol: protocolVersion, schema: schemaVersion, site, epoch, ...this.#run, sessionKey },
      heads: lanes.map((lane) => ({ lane, ...cursorStart({ direction: 'up', site, epoch, lane }) })),
      ...{ dictionaries: [], hubEpoch: 0, downs: [], acked: [], fork: undefined, earlierFeed: undefined },
      claim: this.#mover.claimAtHello(link, lanes),
    };
  }
}
