import type { ExportStore } from '../../journal/exports/export-store.js';
import type { RecordStore } from '../../journal/record-store.js';
import { createSystemUuidGenerator, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import {
  answeredRectification,
  buildRectification,
  type Rectification,
  type RectificationAnswer,
  readRectification,
  rectificationDaysMax,
} from '../../record/builders/rectification.js';
import { localDateTime } from '../../record/date-time.js';
import { parseResource } from '../../record/parse.js';
import type { FhirObject } from '../../record/resource.js';
import type { Person } from '../actor.js';
import { tokenOf } from '../answer.js';
import { apiLimits } from '../limits.js';

export interface RectificationOptions {
  readonly records: Pick<RecordStore, 'read' | 'commitBundle'>;
  readonly exports: Pick<ExportStore, 'page'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ShownRectification extends Rectification {
  readonly id: string;
}

const task = parseResourceType('Task');
const dayMilliseconds = 24 * 3_600_000;
const pageBytesMax = 1024 * 1024;

/** Requests of patients that something in their record be put right (rule R39). */
export class RectificationDesk {
  readonly #options: RectificationOptions;
  readonly #newId = createSystemUuidGenerator();

  constructor(options: RectificationOptions) {
    this.#options = options;
  }

  /** Those of a patient; those that are open first, each the longest waiting first. */
  async listOf(patient: ResourceId): Promise<readonly ShownRectification[]> {
    const found: ShownRectification[] = [];
    let after: string | undefined = '';
    do {
      const page = await this.#options.exports.page({
        ...{ through: Number.MAX_SAFE_INTEGER, type: 'Task', patient, after, bytesMax: pageBytesMax },
      });
      for (const line of page.lines) {
        const value = JSON.parse(line) as { readonly id: string };
        const shown = readRectification(value);
        if (shown !== undefined) found.push({ id: value.id, ...shown });
      }
      after = page.next;
    } while (after !== undefined && found.length < apiLimits.rectificationsMax);
    const rank = ({ state, at }: ShownRectification) => `${state === 'open' ? 0 : 1} ${at}`;
    return found.toSorted((left, right) => (rank(left) < rank(right) ? -1 : 1));
  }

  async note({ author, displayName }: Person, patient: ResourceId, what: string): Promise<void> {
    const { records, now } = this.#options;
    const due = now() + rectificationDaysMax * dayMilliseconds;
    const value = buildRectification({
      ...{
        id: this.#newId(),
        patient,
        by: { reference: author, display: displayName },
        what,
        at: localDateTime(now()),
        due: localDateTime(due),
      },
    });
    await records.commitBundle({
      author,
      entries: [{ verb: 'create', resource: parseResource(JSON.stringify(value)) }],
    });
  }

  /** @throws Problem `not-found`; `already-exists` where it was answered: an answer stays */
  async answer(
    { author, displayName }: Person,
    patient: ResourceId,
    id: ResourceId,
    { answer, reason }: { readonly answer: RectificationAnswer; readonly reason: string },
  ): Promise<void> {
    const { records, now } = this.#options;
    const version = await records.read({ type: task, id });
    const value = version === undefined || version.deleted ? undefined : (JSON.parse(version.body) as FhirObject);
    const shown = readRectification(value);
    const isTheirs = (value?.['for'] as { reference?: unknown } | undefined)?.reference === `Patient/${patient}`;
    if (version === undefined || value === undefined || shown === undefined || !isTheirs)
      throw new Problem('not-found');
    if (shown.state !== 'open') throw new Problem('already-exists', 'answer');
    const answered = answeredRectification(value, answer, {
      ...{ reason, by: { reference: author, display: displayName }, at: localDateTime(now()) },
    });
    const resource = parseResource(JSON.stringify(answered));
    await records.commitBundle({ author, entries: [{ verb: 'update', resource, madeOf: tokenOf(version) }] });
  }
}
