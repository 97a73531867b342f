import type { Logger } from '../../config/running/logger.js';
import type { Journal } from '../../journal/open.js';
import type { LogKey } from '../../journal/sync-store.js';
import { type Dictionaries, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import type { Cursor } from '../../protocol/change.js';
import { ownAbilities } from '../../protocol/control/abilities.js';
import type { Hello } from '../../protocol/control/hello.js';
import type { LaneClaim } from '../../protocol/control/lane-claim.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import { hubCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProblemCode } from '../../protocol/problem.js';
import type { LeaseFile, RunTokens } from './lease-file.js';
import type { WitnessFile } from './witness-file.js';

export interface EpochKeeperOptions {
  readonly journal: Pick<Journal, 'sync' | 'siteEpochs' | 'erasures'>;
  /** Names this run of the program; shared by all its links. */
  readonly bootId: string;
  readonly witness: Pick<WitnessFile, 'read' | 'begin' | 'cover'>;
  readonly lease: Pick<LeaseFile, 'begin' | 'confirm'>;
  readonly logger: Logger;
  /** The hub refused this run, or let it in. */
  readonly onRefused?: (code: ProblemCode) => void;
  readonly onAdmitted?: () => void;
  /** The hub has said its time; heard before anything else is made of the welcome (rule T21). */
  readonly onHubTime?: (milliseconds: number) => void;
}

/** Whether a session may open, or hello must be said again first. */
export type Admittance = 'open' | 'again';

/** Which log this site writes, and what it says of it at the start of a session (rules E8 to E12). */
export class EpochKeeper {
  readonly #options: EpochKeeperOptions;
  #tokens: RunTokens | undefined;
  #refusal: ProblemCode | undefined;

  constructor(options: EpochKeeperOptions) {
    this.#options = options;
  }

  /** Compares the database with its witness, before anything is said to the hub, and begins a run. */
  async start(): Promise<void> {
    const { journal, witness, lease, logger } = this.#options;
    this.#tokens = lease.begin();
    const seen = witness.read();
    if (seen === undefined || !(await journal.siteEpochs.isBehind(seen))) return;
    const { epoch, acked } = await journal.siteEpochs.ownLog();
    const from = { epoch, cursors: acked };
    const taken = await journal.siteEpochs.newEpoch({ reason: 'restored', above: seen.epoch, from });
    logger.warn({ before: epoch, epoch: taken.epoch }, 'the database is behind its witness: a new epoch');
  }

  get bootId(): string {
    return this.#options.bootId;
  }

  /** Why the hub does not let this site speak; `undefined` while it does, or was not asked. */
  get refusal(): ProblemCode | undefined {
    return this.#refusal;
  }

  /** What this site says at the start of a session: who it is and how far both directions got (rule S2). */
  async hello(sessionKey: Uint8Array, dictionaries: Dictionaries, claim: LaneClaim): Promise<Hello> {
    const { journal, witness } = this.#options;
    const { sync, siteEpochs } = journal;
    const { site, hubEpoch } = await sync.identity();
    const { epoch, heads, acked, fork } = await siteEpochs.ownLog();
    await witness.begin({ direction: 'up', site, epoch });
    const downs = hubEpoch === 0 ? [] : await sync.received({ direction: 'dn', site, epoch: hubEpoch });
    const tokens = this.#tokens;
    if (tokens === undefined) throw new Error('the run has not begun');
    return {
      ...{ kind: 'hello', protocol: protocolVersion, schema: schemaVersion, site, epoch, bootId: this.bootId },
      ...{ dictionaries: [...dictionaries.keys()], heads, hubEpoch },
      downs: downs.map(({ lane, durable }) => ({ lane, ...durable })),
      ...{ acked, fork, earlierFeed: await siteEpochs.earlierFeed(), ...tokens, sessionKey, claim },
      ...{ abilities: ownAbilities, erasures: await journal.erasures.digest() },
    };
  }

  /**
   * Judges a welcome before its session opens: takes over the hub's epoch, and takes a new one of its own if it must.
   * @param saidEpoch of the hello that it answers
   */
  async admit(welcome: Welcome, saidEpoch: number): Promise<Admittance> {
    const { journal, lease, logger } = this.#options;
    this.#refusal = undefined;
    this.#options.onHubTime?.(welcome.hubMilliseconds);
    await journal.sync.noteHubTime(welcome.hubMilliseconds);
    const isOther = await journal.siteEpochs.adoptHubEpoch(welcome);
    // What was asked of an epoch that was left meanwhile, over another link, asks nothing of the one that it was left for.
    if ((await journal.siteEpochs.ownLog()).epoch !== saidEpoch) return 'again';
    const verdict = await journal.siteEpochs.judgeWelcome(welcome);
    if (verdict.kind === 'renew') {
      const { epoch } = await journal.siteEpochs.newEpoch(verdict);
      logger.warn({ reason: verdict.reason, before: welcome.epoch, epoch }, 'a new epoch');
      return 'again';
    }
    // The feed that it had until now is an earlier one: the hub must hear how far this site has it.
    if (isOther) return 'again';
    lease.confirm();
    this.#options.onAdmitted?.();
    await this.#keepDurable(welcome);
    return 'open';
  }

  noteRefused(code: ProblemCode): void {
    this.#refusal = code;
    this.#options.onRefused?.(code);
  }

  /** Before anything up to the cursor is sent. */
  cover(log: LogKey, lane: Lane, to: Cursor): Promise<void> {
    return this.#options.witness.cover(log, lane, to);
  }

  /**
   * The welcome says what the hub is durable in, also where the receipts were lost with an earlier connection. Where it refused
   * something it does not say what; its receipt does, and comes next.
   */
  async #keepDurable({ hubEpoch, epoch, ups, untoldLanes = [] }: Welcome): Promise<void> {
    const { sync } = this.#options.journal;
    const { site } = await sync.identity();
    const receipt = { kind: 'receipt', node: hubCode, hubEpoch, epoch, rejects: [] } as const;
    const known = ups.filter(({ lane, durable }) => durable.seq > 0 && !untoldLanes.includes(lane));
    await Promise.all(known.map((up) => sync.acknowledge({ direction: 'up', site, epoch }, { ...receipt, ...up })));
  }
}
