import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SitePeer } from '../../central-hub/broker/site-transport.js';
import { decodeControl } from '../../protocol/control/control.js';
import { hubCode, type ResourceId, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type SeededRandom, seededRandom } from '../support/seeded-random.js';
import { type ReadBeside, readDisk } from './beside.js';
import { Box, type BoxLink } from './box.js';
import { replaceFolder, SimulatedCrash } from './disk.js';
import { type CrashPoint, FaultCounts, faultKinds, type Plant } from './fault-kinds.js';
import { Network, type NetworkOptions } from './network.js';
import { Noticing } from './noticing/noticing.js';
import { withoutSum } from './plain-sessions.js';
import { Program, type ProgramLinks } from './program.js';
import type { Shape } from './shape.js';
import { type Speaker, Switchboard } from './switchboard.js';
import type { HubTemplate, Templates } from './templates.js';
import { Trace } from './trace.js';
import { VirtualTime } from './virtual-time.js';
import { Watch } from './watch.js';
import { Workload, write } from './workload.js';

export interface WorldOptions {
  readonly seed: number;
  readonly shape: Shape;
  readonly folder: string;
  readonly template: HubTemplate;
  readonly templates: Templates;
  readonly plant: Plant | undefined;
  readonly print?: (line: string) => void;
  /** Where links fail by themselves: the network of them, the links of each site, and how its program knows them. */
  readonly failing?: FailingLinks;
}

export interface FailingLinks {
  readonly openNetwork: (options: NetworkOptions) => Network;
  readonly linksOf: (site: number) => readonly BoxLink[];
  readonly ofProgram: ProgramLinks;
}

const restartMillisecondsMax = 12_000;

/** All boxes of a run, their programs, the network between them, and who looks on. */
export class World {
  readonly time = new VirtualTime();
  readonly counts = new FaultCounts(faultKinds);
  readonly watch = new Watch();
  readonly noticing: Noticing;
  readonly trace: Trace;
  readonly random: SeededRandom;
  readonly network: Network;
  readonly board: Switchboard;
  readonly hub: Box;
  readonly sites: readonly Box[];
  readonly #options: WorldOptions;
  readonly #workload: Workload;
  /** Of second copies: the people of the others write what they would without. */
  readonly #workloadOfCopies: Workload;
  readonly #programs = new Map<Box, Program>();
  readonly #taken = new Set<Program>();
  copies: readonly Box[] = [];
  #starts = 0;
  #folders = 0;

  constructor(options: WorldOptions) {
    const { seed, shape, template, templates, failing } = options;
    this.#options = options;
    this.random = seededRandom(seed + 1);
    this.trace = new Trace(options.print);
    const { time, counts, trace } = this;
    const random = seededRandom(seed + 2);
    const ground = { time, random, counts, trace, shape: shape.network };
    this.network = failing?.openNetwork(ground) ?? new Network(ground);
    this.board = new Switchboard({
      ...{ time, network: this.network },
      nowMilliseconds: () => this.hub.now(time),
      onSaid: (speaker, site, payload, peer) => this.#hearSaid(speaker, site, payload, peer),
      onHeard: (peer, payload) => {
        if (this.noticing.isAsked(peer)) this.noticing.hearSite(peer, decodeControl(withoutSum(payload)));
      },
    });
    const { linkCount } = shape;
    const hubPlace = templates.takePlace(template);
    this.hub = new Box({
      ...{ name: 'hub', code: hubCode, role: 'hub', linkCount: 0, folder: hubPlace.folder, place: hubPlace },
    });
    this.sites = template.sites.map((code, index) => {
      const place = templates.takePlace();
      const links = failing && { links: failing.linksOf(index) };
      return new Box({ name: code, code, role: 'site', folder: place.folder, place, linkCount, ...links });
    });
    this.noticing = new Noticing({
      ...{ read: this.read, hub: this.hub, boxes: () => this.boxes, writes: () => this.watch.writes },
      elapsedMilliseconds: () => time.elapsedMilliseconds,
    });
    const { poison, patientCount } = shape;
    const written = { patientCount, sites: template.sites };
    this.#workload = new Workload({ ...written, random: seededRandom(seed + 3), poison });
    this.#workloadOfCopies = new Workload({ ...written, random: seededRandom(seed + 9), poison: 0, prefix: 'copy-' });
  }

  get boxes(): readonly Box[] {
    return [this.hub, ...this.sites, ...this.copies];
  }

  /** What was broken so far, in words. */
  get broken(): readonly string[] {
    return [...this.watch.broken, ...this.noticing.broken];
  }

  addCopy(copy: Box): void {
    this.copies = [...this.copies, copy];
  }

  /** A new folder, not made yet. */
  newFolder(): string {
    this.#folders += 1;
    return join(this.#options.folder, `kept-${this.#folders}`);
  }

  /** The program of a box ends for good; its folder can be changed. False when it is down. */
  takeAway(box: Box): boolean {
    const program = this.program(box);
    if (program === undefined) return false;
    this.#taken.add(program);
    program.disk.kill();
    return true;
  }

  program(box: Box): Program | undefined {
    const program = this.#programs.get(box);
    return program?.isAlive() ? program : undefined;
  }

  /** Reads what is committed at a box, over what is open already where nothing else shows there. */
  readonly read: ReadBeside = (box, read) => {
    const open = this.program(box)?.beside;
    return open === undefined ? readDisk(box, read) : read(open);
  };

  note(what: string): void {
    this.trace.note(this.time.elapsedMilliseconds, what);
  }

  /** Starts the program of a box. */
  async start(box: Box): Promise<void> {
    const { seed, shape, plant } = this.#options;
    const isRestart = this.#programs.has(box);
    this.#starts += 1;
    this.note(`${box.name} starts`);
    const program = new Program({
      ...{ box, time: this.time, board: this.board, plant, seed: seed * 1_000 + this.#starts },
      isNew: !isRestart && !this.copies.includes(box),
      storeMillisecondsMax: shape.storeMillisecondsMax,
      links: this.#options.failing?.ofProgram,
      onDied: (point, image) => this.#noteDeath(box, point, image),
      onGranted: (bootId) => this.#noteGranted(bootId),
      onAdmitted: (welcome) => this.noticing.admitted(box, welcome),
      onError: (error) => this.#noteError(box, error),
    });
    this.#programs.set(box, program);
    if (isRestart) await this.watch.lookAfterStart(box, program);
    await program.start();
  }

  /** Somebody writes at a site; nothing happens while its program is down. */
  async write(box: Box): Promise<void> {
    const program = this.program(box);
    if (program === undefined) return;
    const workload = this.copies.includes(box) ? this.#workloadOfCopies : this.#workload;
    const { entries, poison } = workload.next(box.code);
    if (poison) this.counts.add('poison');
    this.note(`${box.name} writes ${entries.length}`);
    try {
      await program.pause();
      program.disk.assertAlive();
      const versions = await write(program.store, entries);
      program.disk.reach('before-ack');
      this.watch.noteWrites(box, versions ?? []);
    } catch (error) {
      if (program.isAlive()) this.#noteError(box, error);
    }
  }

  /** A person at the hub orders an erasure; nothing happens while its program is down. */
  async erase(patient: ResourceId): Promise<void> {
    const hub = this.program(this.hub);
    if (hub === undefined) return;
    this.note(`${patient} is erased`);
    try {
      await hub.erase(patient);
      this.counts.add('erased');
    } catch (error) {
      if (hub.isAlive()) this.#noteError(this.hub, error);
    }
  }

  /** Lets go of everything. */
  close(): void {
    for (const program of this.#programs.values()) program.close();
    for (const { place } of this.boxes) if (place !== undefined) this.#options.templates.giveBack(place);
    rmSync(this.#options.folder, { recursive: true, force: true });
  }

  #hearSaid(speaker: Speaker, site: SiteCode, payload: Uint8Array, peer?: SitePeer): void {
    const box = this.#boxOf(speaker);
    if (box === undefined) return;
    const message = decodeControl(withoutSum(payload));
    this.watch.hear(box, site, message);
    const run = peer && this.board.connectionOf(peer)?.caller;
    const listener = run && this.#boxOf(run);
    // Of a program that died since, the disk may be another one by now.
    if (peer === undefined || listener === undefined || !run?.isAlive()) return;
    this.noticing.hearHub({ peer, run, box: listener }, message);
  }

  #noteGranted(bootId: string): void {
    for (const [box, program] of this.#programs) {
      if (program.bootId === bootId) this.noticing.granted(program, box, this.board.hub?.peers() ?? []);
    }
  }

  #boxOf(speaker: Speaker): Box | undefined {
    for (const [box, program] of this.#programs) if (program === speaker) return box;
    return undefined;
  }

  #noteDeath(box: Box, point: CrashPoint | 'idle', image: string): void {
    const program = this.#programs.get(box);
    const isTaken = program !== undefined && this.#taken.has(program);
    if (!isTaken) this.counts.add(`crash-${point}`);
    this.note(`${box.name} dies ${point}`);
    if (box.role === 'hub') this.board.hubDied();
    else if (program !== undefined) this.board.boxDied(program);
    const leave = () => {
      program?.close();
      replaceFolder(box.folder, image);
      rmSync(image, { recursive: true });
    };
    if (isTaken) {
      leave();
      return;
    }
    this.time.after(this.random.fraction() * restartMillisecondsMax, () => {
      leave();
      this.start(box).catch((error: unknown) => this.#noteError(box, error));
    });
  }

  /** Hears of what failed at a box. */
  onUnexpected(box: Box): (error: unknown) => void {
    return (error) => this.#noteError(box, error);
  }

  /** An error with a code is an answer; any other one is a defect. */
  #noteError(box: Box, error: unknown): void {
    if (error instanceof SimulatedCrash) return;
    const code = error instanceof Problem ? error.code : 'unexpected';
    this.note(`${box.name} error ${code}`);
    if (code !== 'unexpected' && code !== 'internal') return;
    const text = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error);
    this.watch.broken.add(`${box.name}: an error that has no code: ${text}`);
  }
}
