import type { Buffer } from 'node:buffer';
import { isConfidentialBody } from '../../record/confidentiality.js';
import { sql } from '../sqlite/named-sql.js';
import { andCaredFor, type Care, careOf, isCared } from './care.js';
import type { Narrowing } from './narrowing.js';
import type { SearchContext } from './search-context.js';

type Ground = Pick<SearchContext, 'connection' | 'names'>;

/** What of the rows of an answer is as if it were not there (rules R22, R25). */
export class Hiding {
  readonly #query: Narrowing;
  #care: Care | undefined;
  /** Keys of patients whom who asks cares for: most rows of an answer are of one. */
  readonly #cared = new Map<number, boolean>();

  constructor(query: Narrowing) {
    this.#query = query;
  }

  hides(ground: Ground, row: HidableRow): boolean {
    return this.#isConfidential(row) || this.isOutside(ground, row);
  }

  #isConfidential({ type, body }: HidableRow): boolean {
    const { hides } = this.#query;
    return hides?.has(type) === true && body !== null && isConfidentialBody(body.toString('utf8'));
  }

  /** Whether a row is of a patient for whom who asks does not care. */
  isOutside(ground: Ground, { type, id, compartment }: HidableRow): boolean {
    const view = this.#query.care;
    if (view?.types.has(type) !== true || compartment === 0) return false;
    this.#care ??= careOf(ground, view);
    if (compartment !== null && this.#isCaredFor(ground, this.#care, compartment)) return false;
    const isShown = `SELECT r.id AS resource FROM resource r WHERE r.type = ? AND r.fhir_id = ?${andCaredFor('r.id', type, this.#care)}`;
    return (
      ground.connection.one(sql<{ resource: number }>(isShown), ground.names.findType(type) ?? 0, id) === undefined
    );
  }

  #isCaredFor({ connection }: Ground, care: Care, compartment: number): boolean {
    const known = this.#cared.get(compartment);
    if (known !== undefined) return known;
    const is = connection.one(sql<{ held: number }>(isCared(care)), compartment) !== undefined;
    this.#cared.set(compartment, is);
    return is;
  }
}

interface HidableRow {
  readonly type: string;
  readonly id: string;
  readonly body: Buffer | null;
  readonly compartment: number | null;
}
