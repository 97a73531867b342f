import { referencesIn } from '../../record/references-in.js';
import type { FhirObject } from '../../record/resource.js';
import { journalLimits } from '../limits.js';
import type { Hiding } from '../search/hidden.js';
import type { SearchContext } from '../search/search-context.js';
import { everythingSql } from '../sql/everything.js';
import { type ShownRow, versionSql } from '../sql/versions.js';

/** A resource that is there. */
export type FoundRow = ShownRow & { readonly body: Buffer };

/**
 * What a part of a record refers to and needs to be understood: who treated, where, with what; and what these refer to
 * in their turn. Nothing of another patient's record; each once, up to a bound.
 */
export class Support {
  readonly found: FoundRow[] = [];
  /** Whether something was left out because of a bound. */
  isFull = false;
  readonly #types: ReadonlySet<string>;
  readonly #hiding: Hiding;
  /** What was looked for, found or not. */
  readonly #seen = new Set<string>();
  #bytes = 0;

  constructor(types: ReadonlySet<string>, hiding: Hiding) {
    this.#types = types;
    this.#hiding = hiding;
  }

  follow(context: Pick<SearchContext, 'connection' | 'names'>, from: readonly FoundRow[]): void {
    for (const { type, id } of from) this.#seen.add(`${type}/${id}`);
    for (let next = from; next.length > 0 && !this.isFull; ) {
      const before = this.found.length;
      for (const row of next) this.#followOne(context, row);
      next = this.found.slice(before);
    }
  }

  #followOne(context: Pick<SearchContext, 'connection' | 'names'>, { body }: FoundRow): void {
    const { connection, names } = context;
    for (const { type, id } of referencesIn(JSON.parse(body.toString('utf8')) as FhirObject)) {
      const name = `${type}/${id}`;
      if (this.isFull || type === 'Patient' || !this.#types.has(type) || this.#seen.has(name)) continue;
      this.#seen.add(name);
      const key = names.findType(type);
      const support = key === undefined ? undefined : connection.one(everythingSql.support, key, id);
      if (support !== undefined) this.#add(context, connection.one(versionSql.readByResource, support.resource));
    }
  }

  #add(context: Pick<SearchContext, 'connection' | 'names'>, row: ShownRow | undefined): void {
    if (row === undefined || row.body === null || this.#hiding.hides(context, row)) return;
    this.#bytes += row.body.length;
    const { includedResourcesMax, includedBytesMax } = journalLimits;
    this.isFull = this.found.length >= includedResourcesMax || this.#bytes > includedBytesMax;
    if (!this.isFull) this.found.push({ ...row, body: row.body });
  }
}
