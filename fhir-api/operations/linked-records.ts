import type { SearchQuery, StoredVersion } from '../../journal/record-store.js';
import { asObject, valuesAt } from '../../record/elements.js';
import { linkedPatients } from '../../record/identity/patient-links.js';
import { readReference } from '../../record/reference.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { anyOf, patientsWith } from '../search/any-of.js';

/** Records of Patient by their id. */
type Records = ReadonlyMap<string, StoredVersion>;

/** The records, those that they name as the same person, and those that name them; to the end, up to a number. */
export async function linkedTo(call: Call, found: readonly StoredVersion[]): Promise<readonly StoredVersion[]> {
  const records = new Map(found.map((version) => [version.id as string, version]));
  const open = [...found];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const named = valuesAt(JSON.parse(next.body), 'link.other').flatMap((other) => idIn(other) ?? []);
    const queries = [linkQuery(next.id), ...(named.length === 0 ? [] : [idQuery(named)])];
    for (const version of (await call.records.searchAny(queries)).versions) {
      if (records.has(version.id) || records.size >= apiLimits.linkedRecordsMax) continue;
      records.set(version.id, version);
      open.push(version);
    }
  }
  return [...records.values()];
}

/**
 * The records that stand for those found: those that replace them, to the end; each itself where none does. Where what
 * replaces one is not here, or each of two replaces the other, nobody is lost: the record that was found stands.
 */
export async function standingFor(
  call: Call,
  found: readonly StoredVersion[],
): Promise<(version: StoredVersion) => readonly StoredVersion[]> {
  const records = new Map(found.map((version) => [version.id as string, version]));
  for (let step = 0; step < apiLimits.linkedRecordsMax; step += 1) {
    const wanted = [...new Set([...records.values()].flatMap(replacing))].filter((id) => !records.has(id));
    const { versions } = wanted.length === 0 ? { versions: [] } : await call.records.searchAny([idQuery(wanted)]);
    for (const version of versions) records.set(version.id, version);
    if (versions.length === 0) break;
  }
  return (version) => standing(version, records);
}

/** Of records that are one person's, those that stand for them: each once. */
export function standingAmong(found: readonly StoredVersion[]): readonly StoredVersion[] {
  const records = new Map(found.map((version) => [version.id as string, version]));
  return [...new Set(found.flatMap((version) => standing(version, records)))];
}

function standing(version: StoredVersion, records: Records): readonly StoredVersion[] {
  const ends = endsOf(version, records, new Set());
  return ends.length === 0 ? [version] : ends;
}

/** Those at the end of all links from a record on; none in a circle. */
function endsOf(version: StoredVersion, records: Records, passed: Set<string>): readonly StoredVersion[] {
  if (passed.has(version.id)) return [];
  passed.add(version.id);
  const next = replacing(version).flatMap((id) => records.get(id) ?? []);
  return next.length === 0 ? [version] : next.flatMap((each) => endsOf(each, records, passed));
}

function replacing({ body }: StoredVersion): readonly string[] {
  return linkedPatients(JSON.parse(body), 'replaced-by');
}

function linkQuery(id: string): SearchQuery {
  return patientsWith([anyOf('reference', 'link', [{ text: id, system: 'Patient' }])], apiLimits.linkedRecordsMax);
}

function idQuery(ids: readonly string[]): SearchQuery {
  const values = ids.slice(0, apiLimits.valuesPerParameterMax).map((text) => ({ text }));
  return patientsWith([anyOf('id', '_id', values)], apiLimits.linkedRecordsMax);
}

function idIn(other: unknown): string | undefined {
  const text = asObject(other)?.['reference'];
  const target = typeof text === 'string' ? readReference(text) : undefined;
  return target?.form === 'relative' && target.type === 'Patient' ? target.id : undefined;
}
