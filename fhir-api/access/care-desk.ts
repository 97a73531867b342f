import type { CareStore, CareView } from '../../journal/care/care-store.js';
import type { ResourceId } from '../../protocol/ids.js';
import { isCaredFor } from '../../record/care/care-facts.js';
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

  async #ask(patient: ResourceId): Promise<boolean> {
    if (patient === this.#opened) return true;
    return isCaredFor(await this.#store.factsOf(patient), this.#person, this.#atMilliseconds);
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
