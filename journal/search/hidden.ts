import type { Buffer } from 'node:buffer';
import { isConfidentialBody } from '../../record/confidentiality.js';
import { sql } from '../sqlite/named-sql.js';
import { andCaredFor, type Care, careOf } from './care.js';
import type { Narrowing } from './narrowing.js';
import type { SearchContext } from './search-context.js';

/** What of the rows of an answer is as if it were not there (rules R22, R25). */
export class Hiding {
  readonly #query: Narrowing;
  #care: Care | undefined;

  constructor(query: Narrowing) {
    this.#query = query;
  }

  hides(context: Pick<SearchContext, 'connection' | 'names'>, row: HidableRow): boolean {
    return this.#isConfidential(row) || this.#isOutside(context, row);
  }

  #isConfidential({ type, body }: HidableRow): boolean {
    const { hides } = this.#query;
    return hides?.has(type) === true && body !== null && isConfidentialBody(body.toString('utf8'));
  }

  #isOutside({ connection, names }: Pick<SearchContext, 'connection' | 'names'>, { type, id }: HidableRow): boolean {
    if (this.#query.care?.types.has(type) !== true) return false;
    this.#care ??= careOf({ names }, this.#query.care);
    const isShown = `SELECT r.id AS resource FROM resource r WHERE r.type = ? AND r.fhir_id = ?${andCaredFor('r.id', type, this.#care)}`;
    return connection.one(sql<{ resource: number }>(isShown), names.findType(type) ?? 0, id) === undefined;
  }
}

interface HidableRow {
  readonly type: string;
  readonly id: string;
  readonly body: Buffer | null;
}
