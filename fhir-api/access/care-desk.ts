import type { CareStore, CareView } from '../../journal/care/care-store.js';
import type { ResourceKey } from '../../journal/record-store.js';
import type { ResourceId } from '../../protocol/ids.js';
import { type CareFact, isCaredFor } from '../../record/care/care-facts.js';
import type { Actor } from '../actor.js';
import { caredForBy, isPerson } from './decide.js';

/** Who cares for whom; `everybody` for all, where the rule is not what is looked at: in a bench beside it, and in tests of others. */
export type Care = CareStore | 'everybody';

const hourMilliseconds = 3_600_000;

/** Whom one who asks cares for (rule R25), each patient asked for once. */
export class CareDesk {
  readonly #store: CareStore;
  readonly #person: string;
  readonly #opened: ResourceId | undefined;
  /** The hour that it is: so that the statements of searches are the same for a while, and each way says the same. */
  readonly #atMilliseconds: number;
  readonly #known = new Map<ResourceId, Promise<boolean>>();

  constructor(store: CareStore, actor: Actor, nowMilliseconds: number) {
    this.#store = store;
    this.#person = actor.author;
    this.#opened = isPerson(actor) ? actor.opened?.patient : undefined;
    this.#atMilliseconds = Math.floor(nowMilliseconds / hourMilliseconds) * hourMilliseconds;
  }

  caresFor(patient: ResourceId): Promise<boolean> {
    const known = this.#known.get(patient) ?? this.#ask(patient);
    this.#known.set(patient, known);
    return known;
  }

  /** The same of the patient with whom a resource is filed; always of one that is of nobody, never of one that is not filed yet. */
  async caresForFiled(key: ResourceKey): Promise<boolean> {
    const standing = await this.#store.standingOf(key);
    if (standing === undefined) return false;
    const { patient, facts } = standing;
    if (patient === 'nobody') return true;
    const cares = this.#known.get(patient) ?? Promise.resolve(this.#judge(patient, facts));
    this.#known.set(patient, cares);
    return cares;
  }

  async #ask(patient: ResourceId): Promise<boolean> {
    return patient === this.#opened || this.#judge(patient, await this.#store.factsOf(patient));
  }

  #judge(patient: ResourceId, facts: readonly CareFact[]): boolean {
    return patient === this.#opened || isCaredFor(facts, this.#person, this.#atMilliseconds);
  }

  /** The same for a search. */
  viewOf(types: ReadonlySet<string>): CareView {
    const opened = this.#opened === undefined ? [] : [this.#opened];
    return { types, person: this.#person, opened, atMilliseconds: this.#atMilliseconds };
  }

  get store(): CareStore {
    return this.#store;
  }
}

/** Whom one who asks cares for; `undefined` where that is not asked of them. */
export function careDeskOf(care: Care, actor: Actor, nowMilliseconds: number): CareDesk | undefined {
  if (care === 'everybody' || caredForBy(actor) === undefined) return undefined;
  return new CareDesk(care, actor, nowMilliseconds);
}
