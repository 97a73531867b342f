import type { ResourceId } from '../../protocol/ids.js';
import { restrictionPerson } from '../../record/care/care-days.js';
import type { CareFact } from '../../record/care/care-facts.js';
import type { JournalContext } from '../context.js';
import type { ResourceKey } from '../record-store.js';
import { careSql } from '../sql/care.js';
import type { CareStanding, CareStore } from './care-store.js';

/** {@link CareStore} over one SQLite database. */
export class SqliteCareStore implements CareStore {
  readonly #context: Pick<JournalContext, 'connection' | 'names'>;

  constructor(context: Pick<JournalContext, 'connection' | 'names'>) {
    this.#context = context;
  }

  async factsOf(patient: ResourceId): Promise<readonly CareFact[]> {
    const { connection, names } = this.#context;
    const compartment = names.findPatient(patient);
    return compartment === undefined ? [] : connection.all(careSql.factsOf, compartment);
  }

  async restrictionsOf(patient: ResourceId, nowMilliseconds: number): Promise<readonly ResourceId[]> {
    const { connection, names } = this.#context;
    const compartment = names.findPatient(patient);
    if (compartment === undefined) return [];
    const rows = connection.all(careSql.restrictionsOf, compartment, restrictionPerson, Math.floor(nowMilliseconds));
    return rows.map(({ id }) => id as ResourceId);
  }

  async standingOf({ type, id }: ResourceKey): Promise<CareStanding | undefined> {
    const { connection, names } = this.#context;
    const typeKey = names.findType(type);
    const rows = typeKey === undefined ? [] : connection.all(careSql.standingOf, typeKey, id);
    const patient = rows[0]?.patient ?? undefined;
    if (patient === undefined) return undefined;
    if (patient === '') return { patient: 'nobody', facts: [] };
    const facts = rows.flatMap(({ person, untilMilliseconds }) =>
      person === null || untilMilliseconds === null ? [] : [{ person, untilMilliseconds }],
    );
    return { patient: patient as ResourceId, facts };
  }

  async countsOf(patient: ResourceId): Promise<ReadonlyMap<string, number>> {
    const { connection, names } = this.#context;
    const compartment = names.findPatient(patient);
    const rows = compartment === undefined ? [] : connection.all(careSql.counts, compartment);
    return new Map(rows.map(({ type, count }) => [type, count]));
  }
}
