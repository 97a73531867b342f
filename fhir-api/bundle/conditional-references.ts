import type { CommitCondition, CommitEntry, SearchQuery } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { JsonScanner } from '../../record/json-scanner.js';
import type { Call } from '../call.js';
import type { ConditionCount } from '../conditions/condition-count.js';
import { readCriteria } from '../conditions/criteria.js';
import { decisionOf } from '../conditions/decide.js';
import { splitUrl } from './call-of-entry.js';

const conditional = /^[A-Z][A-Za-z]{0,63}\?/;
/** Says no without reading the whole; canonical text has no white space. */
const somewhere = /"reference":"[A-Z][A-Za-z]{0,63}\?/;

/** The conditional references of a resource, `Patient?identifier=…` (FHIR R4 §3.1.0.11.2), each once. */
export function conditionalReferencesOf(resource: string): readonly string[] {
  if (!somewhere.test(resource)) return [];
  const found = new Set<string>();
  new JsonScanner(resource, (key, text) => {
    if (key === 'reference' && conditional.test(text)) found.add(text);
    return undefined;
  }).members();
  return [...found];
}

/** What the references of a transaction mean. */
export interface ResolvedReferences {
  /** `Type/id` by reference. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly conditions: readonly CommitCondition[];
}

/**
 * Finds the one resource that each reference means, as things are once the transaction's own writes are done: what it
 * creates counts, what it deletes does not (FHIR R4 §3.1.0.11.2: references are resolved last).
 * @param count of the transaction's conditions
 * @param rehearsed the writes, their references still as they came; asked for only when what is here is not enough
 * @param isSure whether to rehearse in any case, because others wrote since
 * @throws Problem `too-large`, `condition-none`, `condition-several`, `forbidden`, `method-unsupported`
 */
export async function resolveConditional(
  call: Call,
  references: readonly string[],
  rehearsed: () => Promise<readonly CommitEntry[]>,
  count: ConditionCount,
  isSure: boolean,
): Promise<ResolvedReferences> {
  if (references.length === 0) return { addresses: new Map(), conditions: [] };
  const queries = references.map((reference) => queryOf(call, reference));
  for (const query of queries) count.add(query);
  let found = isSure ? [] : await call.records.match(queries);
  if (found.length === 0 || found.some(({ length }) => length !== 1)) {
    found = await call.records.match(queries, await rehearsed());
  }
  const addresses = new Map<string, string>();
  const conditions = queries.map((query, index) => {
    const { id, condition } = decisionOf(query, found[index] ?? [], 'after');
    if (id === undefined) throw new Problem('condition-none');
    addresses.set(references[index] ?? '', `${query.type}/${id}`);
    return condition;
  });
  return { addresses, conditions };
}

function queryOf(call: Call, reference: string): SearchQuery {
  const { path, parameters } = splitUrl(reference, call.base);
  const [type = ''] = path;
  if (!isResourceTypeKnown(type)) throw new Problem('type-unknown', 'of a conditional reference');
  return readCriteria(parseResourceType(type), parameters, call.base, call.profiles);
}
