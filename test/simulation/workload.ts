import type { Journal } from '../../journal/open.js';
import type { CommitEntry, StoredVersion } from '../../journal/record-store.js';
import { parseResourceId, type ResourceId, type ResourceType, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { ParsedResource } from '../../record/resource.js';
import { observation, patient, referral, resourceOf } from '../support/journal-fixtures.js';
import type { SeededRandom } from '../support/seeded-random.js';

export interface WorkloadOptions {
  readonly random: SeededRandom;
  readonly patientCount: number;
  readonly sites: readonly SiteCode[];
  /** Of the writes. */
  readonly poison: number;
  /** Begins the ids of what is written; absent: nothing. */
  readonly prefix?: string;
}

/** A resource that some site wrote, as the people of the run remember it. */
interface Known {
  readonly type: ResourceType;
  readonly id: ResourceId;
  readonly patient: string;
}

/** A body that its own site took in and that the hub must set aside (rule P1). */
const poisonBody = '{"resourceType":"Basic","id":"somebody-else"}';

/** What the people of a run write. They know of all records, and write some that their own site has not heard of. */
export class Workload {
  readonly #options: WorkloadOptions;
  readonly #known: Known[] = [];
  #number = 0;

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  /** The entries of one write at `site`, and whether the hub must set it aside. */
  next(site: SiteCode): { readonly entries: readonly CommitEntry[]; readonly poison: boolean } {
    const { random, poison } = this.#options;
    if (random.chance(poison)) return { entries: [this.#poison()], poison: true };
    const count = random.chance(0.15) ? 2 + random.below(9) : 1;
    const entries = Array.from({ length: count }, () => this.#entry(site));
    // One transaction names each resource once, as FHIR asks of a Bundle.
    const unique = new Map(entries.map((entry) => [keyOf(entry), entry]));
    return { entries: [...unique.values()], poison: false };
  }

  #entry(site: SiteCode): CommitEntry {
    const { random } = this.#options;
    const known = this.#known[random.below(Math.max(1, this.#known.length))];
    const dice = random.fraction();
    if (known !== undefined && dice < 0.35) return { verb: 'update', resource: this.#again(known) };
    if (known !== undefined && dice < 0.42) return { verb: 'delete', key: known };
    return { verb: 'update', resource: this.#fresh(site) };
  }

  #fresh(site: SiteCode): ParsedResource {
    const { random, patientCount, sites, prefix = '' } = this.#options;
    this.#number += 1;
    const id = `${prefix}r${this.#number}`;
    const patientId = `p${random.below(patientCount)}`;
    const dice = random.below(10);
    if (dice < 2) return this.#remember(patientId, patient(patientId, this.#fill()));
    if (dice < 4) return this.#remember(patientId, this.#about('AllergyIntolerance', id, patientId));
    if (dice === 4) return this.#remember('', resourceOf({ resourceType: 'Location', id, ...this.#fill() }));
    if (dice === 5) {
      const other = sites[random.below(sites.length)] ?? site;
      return this.#remember(patientId, referral(id, patientId, other));
    }
    return this.#remember(patientId, observation(id, patientId, this.#fill()));
  }

  #again({ type, id, patient: patientId }: Known): ParsedResource {
    if (type === 'Patient') return patient(id, this.#fill());
    if (type === 'Location') return resourceOf({ resourceType: type, id, ...this.#fill() });
    if (type === 'AllergyIntolerance') return this.#about(type, id, patientId);
    if (type === 'ServiceRequest') return this.#about(type, id, patientId);
    return observation(id, patientId, this.#fill());
  }

  #about(resourceType: string, id: string, patientId: string): ParsedResource {
    const reference = { reference: `Patient/${patientId}` };
    const subject = resourceType === 'AllergyIntolerance' ? { patient: reference } : { subject: reference };
    return resourceOf({ resourceType, id, ...subject, ...this.#fill() });
  }

  #poison(): CommitEntry {
    this.#number += 1;
    const resource = resourceOf({ resourceType: 'Basic', id: `poison${this.#number}` });
    return { verb: 'update', resource: { ...resource, body: poisonBody } };
  }

  /** Contents that differ, a few of them large. */
  #fill() {
    const { random } = this.#options;
    const length = random.chance(0.03) ? random.below(40_000) : random.below(120);
    const letters = Array.from({ length: Math.min(length, 64) }, () => random.below(36).toString(36)).join('');
    return { text: { status: 'generated', div: letters.repeat(Math.ceil(length / 64)) } };
  }

  #remember(patientId: string, resource: ParsedResource): ParsedResource {
    this.#known.push({ type: resource.type, id: resource.id, patient: patientId });
    return resource;
  }
}

function keyOf(entry: CommitEntry): string {
  const { type, id } = entry.verb === 'delete' ? entry.key : entry.resource;
  return `${type}/${id}`;
}

/** Writes at a site; `undefined` when it was refused with a reason that is no fault. */
export async function write(
  journal: Journal,
  entries: readonly CommitEntry[],
): Promise<readonly StoredVersion[] | undefined> {
  try {
    return await journal.records.commitBundle({ author: 'Practitioner/simulated', entries });
  } catch (error) {
    if (error instanceof Problem && expected.has(error.code)) return undefined;
    throw error;
  }
}

/** What a person is told when they delete what their site has never heard of, or write into what was erased. */
const expected: ReadonlySet<string> = new Set(['not-found', 'erased']);

export const isPoison = (id: string) => parseResourceId(id).startsWith('poison');
