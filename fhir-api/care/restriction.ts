import type { CareStore } from '../../journal/care/care-store.js';
import type { CommitEntry, RecordStore } from '../../journal/record-store.js';
import { createSystemUuidGenerator, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { buildRestriction } from '../../record/builders/restriction.js';
import { localDateTime } from '../../record/date-time.js';
import { parseResource } from '../../record/parse.js';
import { applyPatch } from '../../record/patch/apply-patch.js';
import type { Person } from '../actor.js';
import { tokenOf } from '../answer.js';

export interface RestrictionOptions {
  readonly care: Pick<CareStore, 'restrictionsOf'>;
  readonly records: Pick<RecordStore, 'read' | 'commitBundle'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const inactive = JSON.stringify([{ op: 'replace', path: '/status', value: 'inactive' }]);
const consent = parseResourceType('Consent');

/**
 * That a patient restricts the use of their record, written down for them as a Consent by who may not see Consents, too (rule
 * R36); it travels, is audited and has its versions like any other.
 */
export class RestrictionDesk {
  readonly #options: RestrictionOptions;
  readonly #newId = createSystemUuidGenerator();

  constructor(options: RestrictionOptions) {
    this.#options = options;
  }

  /** @throws Problem `not-found`; `already-exists` where it is restricted */
  async restrict({ author }: Person, patient: ResourceId): Promise<void> {
    const { care, records, now } = this.#options;
    const found = await records.read({ type: parseResourceType('Patient'), id: patient });
    if (found === undefined || found.deleted) throw new Problem('not-found');
    if ((await care.restrictionsOf(patient, now())).length > 0) throw new Problem('already-exists', 'restriction');
    const value = buildRestriction({ id: this.#newId(), patient, author, at: localDateTime(now()) });
    await records.commitBundle({
      author,
      entries: [{ verb: 'create', resource: parseResource(JSON.stringify(value)) }],
    });
  }

  /** All that restricts it is made inactive, and stays in the history. @throws Problem `not-found` where nothing does */
  async lift({ author }: Person, patient: ResourceId): Promise<void> {
    const { care, records, now } = this.#options;
    const entries: CommitEntry[] = [];
    for (const id of await care.restrictionsOf(patient, now())) {
      const version = await records.read({ type: consent, id });
      if (version === undefined || version.deleted) continue;
      const resource = parseResource(applyPatch(version.body, inactive));
      entries.push({ verb: 'update', resource, madeOf: tokenOf(version) });
    }
    if (entries.length === 0) throw new Problem('not-found');
    await records.commitBundle({ author, entries });
  }
}
