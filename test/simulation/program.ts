import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { createHubMetrics } from '../../central-hub/hub-metrics.js';
import { readingHere } from '../../central-hub/intake/reading/read-batch.js';
import { SyncEngine as HubEngine } from '../../central-hub/sync-engine.js';
import { readEdgeSettings } from '../../config/edge-settings.js';
import { readHubSettings } from '../../config/hub-settings.js';
import { createLogger } from '../../config/running/logger.js';
import { OrderedStop } from '../../config/running/ordered-stop.js';
import type { Timers } from '../../config/running/timers.js';
import type { LinkSupervisor } from '../../edge-agent/links/link-supervisor.js';
import type { ProbeEvent, Prober } from '../../edge-agent/links/probing/prober.js';
import type { ProofReport } from '../../edge-agent/proof/prover.js';
import { SyncEngine as SiteEngine } from '../../edge-agent/sync-engine.js';
import { type Journal, openJournal } from '../../journal/open.js';
import { migrations } from '../../journal/schema/migrations.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import { createUuidGenerator, hubCode, parseLinkName, type ResourceId, type SiteCode } from '../../protocol/ids.js';
import { NodeErasures } from '../../provisioning/erasure/node-erasures.js';
import { type SeededRandom, seededRandom } from '../support/seeded-random.js';
import type { Beside } from './beside.js';
import type { Box } from './box.js';
import { BoxEpochs } from './box-epochs.js';
import { Disk } from './disk.js';
import type { CrashPoint, Plant } from './fault-kinds.js';
import { FaultyDriver } from './faulty-driver.js';
import { noAttachments } from './no-attachments.js';
import { plainChannel, plainGuard, plainSeals, plainSignature, probedChannel } from './plain-sessions.js';
import { settledWithoutIndex, slowJournal } from './store.js';
import type { Caller, SimulatedTransport, Switchboard } from './switchboard.js';
import { databaseKey, fingerprintOf } from './templates.js';
import { timersOf, type VirtualTime } from './virtual-time.js';

export interface ProgramOptions {
  readonly box: Box;
  readonly time: VirtualTime;
  readonly board: Switchboard;
  readonly plant: Plant | undefined;
  readonly seed: number;
  /** Its database is as the template has it. */
  readonly isNew: boolean;
  /** How long the store may take for an answer. */
  readonly storeMillisecondsMax: number;
  readonly onDied: (point: CrashPoint | 'idle', image: string) => void;
  /** Where links fail by themselves: how they are probed, and what is set of them. */
  readonly links?: ProgramLinks | undefined;
  /** At the hub: a run of a site gets the lease. */
  readonly onGranted: (bootId: string) => void;
  /** At a site: it has judged a welcome, and its session is open at both ends. */
  readonly onAdmitted: (welcome: Welcome) => void;
  /** Something went wrong that a program would write into its log. */
  readonly onError: (error: unknown) => void;
}

/** What a site's program has of wires that fail. */
export interface ProgramLinks {
  readonly openProber: (program: Program, onEvent: (event: ProbeEvent) => void) => Prober;
  readonly bulkAllowed: boolean;
  /** With a planted mistake: every link is taken for one that costs nothing. */
  readonly metersForgotten: boolean;
}

const logger = createLogger('simulation', 'silent');
const settings = {
  site: readEdgeSettings({ file: {}, environment: {} }),
  bulkAllowed: readEdgeSettings({ file: { meteredBulk: true }, environment: {} }),
  hub: readHubSettings({ file: {}, environment: {} }),
};
/** A template was looked at when it was made; looking at a copy of it once more costs as much as opening it. */
const soundTemplate = {
  pragma: () => 'ok',
  prepare: () => ({ pluck: () => ({ get: () => migrations.length }) }),
  close() {},
} as unknown as Database;
/** Nobody stops a simulated program in order. */
const stopMilliseconds = 1;

/** One run of the program of a box: the real engine over the real journal, in virtual time. */
export class Program implements Caller {
  readonly disk: Disk;
  readonly fingerprint: string;
  /** The journal as the engine sees it, and as it is. */
  readonly journal: Journal;
  readonly store: Journal;
  readonly #options: ProgramOptions;
  readonly #random: SeededRandom;
  readonly #timers: Timers;
  readonly #randomBytes = (length: number) => Uint8Array.from({ length }, () => this.#random.below(256));
  #driver: FaultyDriver | undefined;
  #epochs: BoxEpochs | undefined;
  #engine: SiteEngine | undefined;
  #hub: HubEngine<SimulatedTransport> | undefined;

  constructor(options: ProgramOptions) {
    const { box, time, seed, plant, onDied, onGranted } = options;
    this.#options = options;
    this.#random = seededRandom(seed);
    this.fingerprint = fingerprintOf(box.code);
    this.disk = new Disk({ folder: box.folder, random: this.#random, plant, onCrash: onDied });
    this.#timers = timersOf(time, this.#random, () => this.isAlive());
    this.store = this.#open();
    this.#driver?.plantAtOpening();
    this.journal = slowJournal(this.store, this.disk, { pause: () => this.pause(), onGranted });
  }

  get name(): string {
    return this.#options.box.name;
  }

  isAlive(): boolean {
    return !this.disk.dead;
  }

  cableOf(link: string) {
    return this.#options.box.cableOf(link);
  }

  /** Names this run of a site's program. */
  get bootId(): string | undefined {
    return this.#epochs?.bootId;
  }

  /** Whether the hub takes it for a second copy. */
  get isRefused(): boolean {
    return this.#epochs?.refusal === 'site-cloned';
  }

  /** Of a site that has started. */
  get links(): LinkSupervisor | undefined {
    return this.#engine?.links;
  }

  /** At the hub: over which link it speaks with a site. */
  linkTo(site: SiteCode): string | undefined {
    return this.#hub?.active(site)?.link;
  }

  /** Whether a site has a session. */
  get isConnected(): boolean {
    return this.#engine?.links.active !== undefined;
  }

  /** Asks the hub whether both hold the same; of a site that has started. */
  async prove(): Promise<ProofReport> {
    return (await this.#engine?.prover.prove()) ?? { state: 'unreachable', provedAt: null };
  }

  /** How long the store takes. */
  async pause(): Promise<void> {
    const { storeMillisecondsMax } = this.#options;
    if (storeMillisecondsMax === 0 || this.#random.chance(0.5)) return;
    await new Promise<void>((resolve) => this.#timers.after(this.#random.fraction() * storeMillisecondsMax, resolve));
  }

  async start(): Promise<void> {
    const node = this.#openErasures();
    await node.settleAtStart();
    if (this.#options.box.role === 'hub') await this.#startHub(node);
    else await this.#startSite(node);
  }

  /** Its database for who looks on; absent while something is written that is not committed. */
  get beside(): Beside | undefined {
    return this.#driver?.beside;
  }

  /** At the hub: a person orders an erasure. */
  async erase(patient: ResourceId): Promise<void> {
    const { box, time } = this.#options;
    const now = box.now(time);
    const id = createUuidGenerator({ now: () => now, randomBytes: this.#randomBytes })();
    const said = { reason: 'court-order', reference: 'simulated', by: 'simulated', author: 'carnet:operator' };
    await this.#hub?.erasures.order({ id, patient, resources: [], ...said, orderedMilliseconds: now });
  }

  /** What was told as done is done: for whoever looks at the end. */
  settle(): void {
    this.#driver?.settle();
  }

  /** Lets go of the files; the program is dead or the run is over. */
  close(): void {
    this.store.close();
  }

  #open(): Journal {
    const { box, time, isNew, onError } = this.#options;
    return openJournal({
      ...{ file: join(box.folder, 'journal.db'), key: databaseKey, role: box.role, site: box.code, epoch: box.epoch },
      now: () => box.now(time),
      randomBytes: this.#randomBytes,
      soon: (act) => this.#timers.after(this.#random.fraction(), () => guarded(act, onError)),
      openDriver: (file, options) => {
        if (options.readonly) return isNew ? soundTemplate : new Sqlite(file, options);
        this.#driver = new FaultyDriver(this.disk, file, options, box.place);
        return this.#driver as unknown as Database;
      },
    });
  }

  #common() {
    const { box, time, onError } = this.#options;
    return {
      ...{ journal: this.journal, attachments: noAttachments, logger, dictionaries: new Map<number, Uint8Array>() },
      ...{ now: () => box.now(time), timers: this.#timers },
      onError: (error: unknown) => this.isAlive() && onError(error),
    };
  }

  async #startHub(node: NodeErasures): Promise<void> {
    const { board, links } = this.#options;
    const probes = { port: 1, register() {} };
    const engine = new HubEngine<SimulatedTransport>({
      ...this.#common(),
      reader: readingHere(new Map()),
      openTransport: (parts) => board.openTransport(this, parts),
      guard: plainGuard,
      ...(links && { probes }),
      seals: plainSeals,
      ...{ settings: settings.hub, metrics: createHubMetrics(), onFleetChanged: () => {} },
      ...{
        sealOrder: () => '',
        anchorSeal: { sign: plainSignature, issuing: new Uint8Array() },
        onOrders: () => {},
        newId: () => '',
      },
      erasing: { node, seal: () => 'sealed', isSealed: ({ seal }) => seal === 'sealed' },
    });
    this.#hub = engine;
    await engine.start(new OrderedStop(stopMilliseconds));
  }

  async #startSite(node: NodeErasures): Promise<void> {
    const { box, board, links: failing } = this.#options;
    const address = { host: '', port: 0 };
    const links = box.links.map(({ name, kind, metered, standby }) => ({
      ...{ name: parseLinkName(name), kind, hub: address, ...(standby && { standby }) },
      metered: metered && failing?.metersForgotten !== true,
    }));
    const epochs = this.#openEpochs();
    await epochs.start();
    const engine = new SiteEngine({
      ...this.#common(),
      node: {
        ...{ kind: 'site', code: box.code, name: box.name, epoch: box.epoch, https: address, region: '', links },
        hub: { name: hubCode, url: '' },
      },
      identity: { keyPem: '', certificatePem: '', authorityPem: '' },
      erasing: { node, isSealed: ({ seal }) => seal === 'sealed' },
      ...{ epochs, openChannel: () => (failing === undefined ? plainChannel : probedChannel) },
      ...(failing && { openProber: (onEvent: (event: ProbeEvent) => void) => failing.openProber(this, onEvent) }),
      settings: failing?.bulkAllowed ? settings.bulkAllowed : settings.site,
      random: () => this.#random.fraction(),
      connect: (connection, events) => board.connect(this, connection, events),
      ...{ onLinks: () => {}, onRemote: () => {} },
    });
    this.#engine = engine;
    if (this.isAlive()) engine.start(new OrderedStop(stopMilliseconds));
  }

  #openErasures(): NodeErasures {
    const { box, onError } = this.#options;
    const { journal } = this;
    const erasures = box.role === 'hub' ? settledWithoutIndex(journal) : journal.erasures;
    return new NodeErasures({ timers: this.#timers, onError, dir: box.folder, erasures, attachments: noAttachments });
  }

  #openEpochs(): BoxEpochs {
    const { box, time, onAdmitted } = this.#options;
    const randomBytes = this.#randomBytes;
    this.#epochs = new BoxEpochs({
      ...{ folder: box.folder, journal: this.journal, disk: this.disk, randomBytes },
      bootId: createUuidGenerator({ now: () => box.now(time), randomBytes })(),
      onAdmitted: (welcome) => this.isAlive() && onAdmitted(welcome),
    });
    return this.#epochs;
  }
}

/** In a program an error that nobody waits for ends it; a dead one has none. */
function guarded(act: () => void, onError: (error: unknown) => void): void {
  try {
    act();
  } catch (error) {
    onError(error);
  }
}
