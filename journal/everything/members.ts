import { compartmentRows } from '../../record/patient-compartment.js';
import type { EverythingQuery } from '../record-store.js';
import type { SearchContext } from '../search/search-context.js';
import { everythingSql } from '../sql/everything.js';

/** A resource that may belong to a patient's record. */
export interface Member {
  readonly resource: number;
  /** Whether it is filed with the patient; else an index row says that it refers to them. */
  readonly isFiled: boolean;
}

/** Where the members of a patient's record are found: what is filed with them, and what refers to them. */
export interface MemberPlaces {
  /** Key of the patient; 0, which nothing is filed with, when none was ever here. */
  readonly patient: number;
  readonly id: string;
  /** Keys of the types that are asked for. */
  readonly types: ReadonlySet<number>;
  /** Keys of the reference parameters of the compartment. */
  readonly parameters: readonly number[];
}

export function memberPlaces({ names }: Pick<SearchContext, 'names'>, query: EverythingQuery): MemberPlaces {
  const types = new Set<number>();
  const parameters: number[] = [];
  for (const name of query.types) {
    const type = names.findType(name);
    if (type === undefined) continue;
    types.add(type);
    for (const parameter of compartmentRows(name)) {
      const key = names.findParameter(type, parameter);
      if (key !== undefined) parameters.push(key);
    }
  }
  return { patient: names.findPatient(query.patient) ?? -1, id: query.patient, types, parameters };
}

/**
 * The next members after a key, in the order of their keys. Each place is read along its index as far as could be wanted,
 * so that it costs the same wherever in the record it goes on.
 * @param after the key of a resource, 0 for the first ones
 * @returns `end`: up to where all are known; absent when these are the last
 */
export function membersAfter(
  { connection }: Pick<SearchContext, 'connection'>,
  places: MemberPlaces,
  after: number,
  countMax: number,
): { readonly members: readonly Member[]; readonly end?: number } {
  const found = new Map<number, boolean>();
  let end = Number.POSITIVE_INFINITY;
  const cut = (rows: readonly { readonly resource: number }[]) => {
    const last = rows.length === countMax ? rows.at(-1) : undefined;
    if (last !== undefined) end = Math.min(end, last.resource);
  };
  const filed = connection.all(everythingSql.filed, places.patient, after, countMax);
  cut(filed);
  for (const { resource, type } of filed) if (places.types.has(type)) found.set(resource, true);
  for (const parameter of places.parameters) {
    const referring = connection.all(everythingSql.referring, parameter, places.id, after, countMax);
    cut(referring);
    for (const { resource } of referring) if (!found.has(resource)) found.set(resource, false);
  }
  const members = [...found]
    .filter(([resource]) => resource <= end)
    .sort(([left], [right]) => left - right)
    .map(([resource, isFiled]) => ({ resource, isFiled }));
  return { members, ...(Number.isFinite(end) && { end }) };
}
