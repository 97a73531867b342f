import type { Change } from '../../../protocol/change.js';
import { createUuidGenerator, parseResourceId, parseResourceType, type SiteCode } from '../../../protocol/ids.js';
import type { Lane } from '../../../protocol/lane.js';
import { Random } from '../../../provisioning/demo/population/random.js';
import { canonicalise } from '../../../record/canonical.js';
import { localDateTime } from '../../../record/date-time.js';
import { fileResource } from '../../../record/filing.js';
import type { FhirObject } from '../../../record/resource.js';
import { type Group, makeConsultations } from '../bench-data.js';
import { author } from '../preload.js';

/** One visit as the changes of a group, and the lane that they go in. */
export interface MintedVisit {
  readonly lane: Lane;
  readonly changes: readonly Change[];
}

/** A resource's canonical text, cut where ids and times stand; `places[i]` follows `texts[i]`. */
interface ResourceTemplate {
  readonly type: string;
  readonly id: IdTemplate;
  readonly texts: readonly string[];
  readonly places: readonly Place[];
}

/** An id of the visit keeps its place among them (the third group of the UUID); or it is the patient's. */
type IdTemplate = { readonly of: 'visit'; readonly place: string } | { readonly of: 'patient' };
/** What stands between the texts: an id, or the moment. */
type Place = IdTemplate | { readonly of: 'time' };

interface VisitTemplate {
  readonly lane: Lane;
  readonly resources: readonly ResourceTemplate[];
}

/** Visits of one patient before the next one comes. */
const visitsPerPatient = 3;

/**
 * Makes visits by the million: those of the generator, each time under ids of their own and about a patient of their
 * own, so that neither the journal nor its index sees anything twice, and of this moment, as visits are when they are
 * written.
 */
export class VisitMint {
  readonly #templates: readonly VisitTemplate[];
  readonly #random: Random;
  readonly #newId: () => string;
  readonly #patients = new Map<SiteCode, { id: string; visits: number }>();
  #next = 0;

  constructor(seed: string, visits = 500) {
    this.#templates = makeConsultations(visits).map(templateOf);
    this.#random = new Random(seed);
    this.#newId = createUuidGenerator({ now: Date.now, randomBytes: (length) => this.#random.bytes(length) });
  }

  mint(site: SiteCode): MintedVisit {
    const template = this.#templates[this.#next % this.#templates.length];
    if (template === undefined) throw new Error('no visits');
    this.#next += 1;
    const patient = this.#patientOf(site);
    const milliseconds = Date.now();
    const [start, end] = this.#visitIds(milliseconds);
    const idOf = (id: IdTemplate) => (id.of === 'patient' ? patient : `${start}${id.place}${end}`);
    const time = localDateTime(milliseconds);
    const changes = template.resources.map(({ type, id, texts, places }, index): Change => {
      let body = texts[0] ?? '';
      for (const [at, place] of places.entries()) {
        body += (place.of === 'time' ? time : idOf(place)) + (texts[at + 1] ?? '');
      }
      return {
        changeId: this.#newId() as Change['changeId'],
        method: 'put',
        type: parseResourceType(type),
        resourceId: parseResourceId(idOf(id)),
        predecessors: [],
        author,
        origin: site,
        stamp: { milliseconds, counter: index },
        body: Buffer.from(body, 'utf8'),
        groupEnd: index === template.resources.length - 1,
      };
    });
    return { lane: template.lane, changes };
  }

  /** What the ids of a visit begin and end with; the place of each stands between. */
  #visitIds(milliseconds: number): readonly [string, string] {
    const time = milliseconds.toString(16).padStart(12, '0');
    const random = Buffer.from(this.#random.bytes(8)).toString('hex');
    return [`${time.slice(0, 8)}-${time.slice(8)}-`, `-a${random.slice(1, 4)}-${random.slice(4)}`];
  }

  #patientOf(site: SiteCode): string {
    let patient = this.#patients.get(site);
    if (patient === undefined || patient.visits === visitsPerPatient) {
      patient = { id: this.#newId(), visits: 0 };
      this.#patients.set(site, patient);
    }
    patient.visits += 1;
    return patient.id;
  }
}

const cuts = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+01:00/g;

function templateOf(group: Group): VisitTemplate {
  const own = new Set(group.map(({ id }) => id ?? ''));
  const patient = group.map((resource) => fileResource(resource).patient).find((id) => id !== undefined);
  const idTemplate = (id: string): IdTemplate | undefined => {
    if (own.has(id)) return { of: 'visit', place: id.slice(14, 18) };
    return id === patient ? { of: 'patient' } : undefined;
  };
  return {
    lane: Math.min(...group.map((resource) => fileResource(resource).lane)) as Lane,
    resources: group.map((resource) => resourceTemplate(resource, idTemplate)),
  };
}

function resourceTemplate(resource: FhirObject, idTemplate: (id: string) => IdTemplate | undefined): ResourceTemplate {
  const text = canonicalise(JSON.stringify(resource));
  const texts: string[] = [];
  const places: Place[] = [];
  let from = 0;
  for (const match of text.matchAll(cuts)) {
    const place: Place | undefined = match[0].includes('T') ? { of: 'time' } : idTemplate(match[0]);
    if (place === undefined) continue;
    texts.push(text.slice(from, match.index));
    places.push(place);
    from = match.index + match[0].length;
  }
  const id = idTemplate(resource.id ?? '');
  if (id === undefined) throw new Error('a resource without an id of its own');
  return { type: resource.resourceType, id, texts: [...texts, text.slice(from)], places };
}
