import type { CareStore } from '../../journal/care/care-store.js';
import type { BrokenGlass, GlassStore } from '../../journal/care/glass-store.js';
import type { AuditEntry, RecordStore } from '../../journal/record-store.js';
import { parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { hasDuty, mayBreakGlass, receivesPatients } from '../../record/access.js';
import { type GlassReason, type GlassVerdict, glassMillisecondsMax } from '../../record/care/broken-glass.js';
import { isCaredFor, isRestricted } from '../../record/care/care-facts.js';
import { caredForBy } from '../access/decide.js';
import type { Person } from '../actor.js';

export interface BreakGlassOptions {
  readonly care: CareStore;
  readonly glass: GlassStore;
  readonly records: Pick<RecordStore, 'read'>;
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** How somebody stands to a patient. */
export interface CareStanding {
  /** `not-asked` of who needs no relationship for what they may see. */
  readonly state: 'not-asked' | 'cared-for' | 'opened' | 'outside';
  readonly untilMilliseconds: number | undefined;
  readonly mayReceive: boolean;
  readonly mayOpen: boolean;
  /** Whether the patient restricted the use of their record, and whether one may write that down (rules R35, R36). */
  readonly isRestricted: boolean;
  readonly mayRestrict: boolean;
}

/** Records that are opened without a relationship, and what is said of that afterwards (rules R27 to R29). */
export class BreakGlass {
  readonly #options: BreakGlassOptions;

  constructor(options: BreakGlassOptions) {
    this.#options = options;
  }

  async standing(person: Person, patient: ResourceId): Promise<CareStanding> {
    const { care, now } = this.#options;
    const { role, author, opened } = person;
    const mayReceive = receivesPatients(role);
    const facts = await care.factsOf(patient);
    const isCared = isCaredFor(facts, author, now());
    const restriction = { isRestricted: isRestricted(facts, now()), mayRestrict: hasDuty(role, 'restrict-use') };
    if (caredForBy(person) === undefined) {
      const state = isCaredFor(facts, '', now()) ? 'cared-for' : 'not-asked';
      return { state, untilMilliseconds: undefined, mayReceive, mayOpen: false, ...restriction };
    }
    const isOpened = !isCared && opened?.patient === patient;
    return {
      state: isCared ? 'cared-for' : isOpened ? 'opened' : 'outside',
      untilMilliseconds: isOpened ? opened.untilMilliseconds : undefined,
      ...{ mayReceive, mayOpen: mayBreakGlass(role), ...restriction },
    };
  }

  /**
   * Opens a patient's record to a session; who proved again who they are comes here. The audit has it before the record is open.
   * @throws Problem `forbidden`, `not-found`
   */
  async open(person: Person, credential: string, patient: ResourceId, reason: GlassReason): Promise<number> {
    const { records, glass, audit, now } = this.#options;
    const { author, displayName } = person;
    const noted = { author, action: `break-glass ${reason}`, subject: `Patient/${patient}` } as const;
    if (!mayBreakGlass(person.role)) {
      await audit([{ ...noted, outcome: 'refused' }]);
      throw new Problem('forbidden');
    }
    const found = await records.read({ type: parseResourceType('Patient'), id: patient });
    if (found === undefined || found.deleted) throw new Problem('not-found');
    await audit([{ ...noted, outcome: 'done' }]);
    const beganMilliseconds = now();
    const untilMilliseconds = beganMilliseconds + glassMillisecondsMax;
    await glass.add({ credential, author, displayName, patient, reason, beganMilliseconds, untilMilliseconds });
    return untilMilliseconds;
  }

  /** Ends what is open to a session. */
  async end({ author, opened }: Person, credential: string): Promise<void> {
    if (opened === undefined) return;
    const { glass, audit, now } = this.#options;
    await glass.end(credential, now());
    await audit([{ author, action: 'break-glass-end', subject: `Patient/${opened.patient}`, outcome: 'done' }]);
  }

  /** @throws Problem `not-found`; `forbidden` for one's own; `version-conflict` where somebody judged it before */
  async review({ author }: Person, id: number, verdict: GlassVerdict): Promise<void> {
    const { glass, audit, now } = this.#options;
    const opened: BrokenGlass | undefined = await glass.find(id);
    if (opened === undefined) throw new Problem('not-found');
    if (opened.author === author) throw new Problem('forbidden', 'one’s own opening');
    const subject = `Patient/${opened.patient}`;
    if (!(await glass.review(id, { verdict, by: author, atMilliseconds: now() })))
      throw new Problem('version-conflict');
    await audit([{ author, action: `break-glass-review ${verdict}`, subject, outcome: 'done' }]);
  }
}
