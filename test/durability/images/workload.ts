import { randomBytes } from 'node:crypto';
import type { AttachmentStore } from '../../../journal/attachment-store.js';
import type { Journal } from '../../../journal/open.js';
import type { ApplyBatch, LogKey } from '../../../journal/sync-store.js';
import type { SiteCode } from '../../../protocol/ids.js';
import {
  batchesBetween,
  carry,
  downTo,
  observation,
  patient,
  referral,
  settleFeeds,
  upOf,
  write,
} from '../../support/journal-fixtures.js';
import type { SeededRandom } from '../../support/seeded-random.js';
import type { Marks, NodeName } from './marks.js';

/** The nodes of a workload; the other hospital's disk is nobody's concern. */
export interface Nodes {
  readonly code: SiteCode;
  readonly other: { readonly code: SiteCode; readonly journal: Journal };
  site: Journal;
  hub: Journal;
  attachments: AttachmentStore;
}

export interface WorkloadOptions {
  readonly nodes: Nodes;
  readonly marks: Marks;
  readonly random: SeededRandom;
  /** Begins each id, so that no two runs over one folder share any. */
  readonly prefix: string;
  /** Closes a node's databases and opens them again. */
  readonly reopen: (node: NodeName) => void;
}

const attachmentBytesMax = 200_000;

/** What a hospital and the hub do, in the order that a seed gives. */
export class Workload {
  readonly #options: WorkloadOptions;
  readonly #patients: string[] = [];
  #count = 0;

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  async step(): Promise<void> {
    const { random } = this.#options;
    this.#count += 1;
    const drawn = random.below(100);
    if (drawn < 45 || this.#patients.length === 0) return this.#write();
    if (drawn < 55) return this.#update();
    if (drawn < 70) return this.#carryUp();
    if (drawn < 82) return this.#carryDown();
    if (drawn < 88) return this.#attach();
    if (drawn < 93) return this.#give();
    this.#options.reopen(random.chance(0.5) ? 'site' : 'hub');
  }

  async #write(): Promise<void> {
    const { nodes, marks, random, prefix } = this.#options;
    const id = `${prefix}p${this.#count}`;
    const note = { note: [{ text: 'x'.repeat(random.below(6_000)) }] };
    const observations = Array.from({ length: random.below(4) }, (_, index) =>
      observation(`${prefix}o${this.#count}-${index}`, id, note),
    );
    const resources = [patient(id), ...observations];
    const adds = resources.map((resource) => `${resource.type}/${resource.id}`);
    await marks.during('site', adds, false, () => write(nodes.site, ...resources));
    this.#patients.push(id);
  }

  async #update(): Promise<void> {
    const { nodes, marks, random } = this.#options;
    const id = this.#patients[random.below(this.#patients.length)] ?? '';
    const change = patient(id, { name: [{ family: `change ${this.#count}` }] });
    await marks.during('site', [`Patient/${id}`], false, () => write(nodes.site, change));
  }

  async #carryUp(): Promise<void> {
    const { code, site, hub } = this.#options.nodes;
    await this.#apply('hub', site, hub, upOf(code));
    for (const { lane, durable } of await site.sync.acknowledged(upOf(code))) {
      this.#options.marks.say({ kind: 'receipt', lane, seq: durable.seq });
    }
  }

  /** The other hospital writes about a patient of this one, and the hub feeds it. */
  async #carryDown(): Promise<void> {
    const { nodes, random, prefix } = this.#options;
    const { code, other, site, hub } = nodes;
    const id = this.#patients[random.below(this.#patients.length)] ?? '';
    const name = `${prefix}r${this.#count}`;
    await write(other.journal, observation(`${name}-seen`, id), referral(name, id, code));
    await this.#apply('hub', other.journal, hub, upOf(other.code));
    await settleFeeds(hub, 50);
    await this.#apply('site', hub, site, downTo(code));
    await carry(hub, other.journal, downTo(other.code));
  }

  async #apply(node: NodeName, from: Journal, to: Journal, log: LogKey): Promise<void> {
    const batches = await batchesBetween(from.sync, to.sync, log, 20);
    if (batches.length === 0) return;
    const outcomes = await this.#options.marks.during(node, addsOf(batches), true, () => to.sync.applyBatches(batches));
    const { hubEpoch, site } = await to.sync.identity();
    for (const { durability, problem, rejects } of outcomes) {
      if (problem !== undefined) throw problem;
      await from.sync.acknowledge(log, { kind: 'receipt', node: site, hubEpoch, epoch: 1, ...durability, rejects });
    }
  }

  async #attach(): Promise<void> {
    const { nodes, marks, random } = this.#options;
    const upload = nodes.attachments.begin();
    await upload.write(randomBytes(1 + random.below(attachmentBytesMax)));
    const { hash, bytes } = await upload.finish();
    marks.say({ kind: 'content', hash, bytes });
  }

  async #give(): Promise<void> {
    const { nodes, marks } = this.#options;
    marks.say({ kind: 'health-id', id: await nodes.site.healthIds.take() });
  }
}

function addsOf(batches: readonly ApplyBatch[]): string[] {
  return batches.flatMap(({ batch }) => batch.changes.map(({ type, resourceId }) => `${type}/${resourceId}`));
}
