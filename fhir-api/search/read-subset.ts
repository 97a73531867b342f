import { Problem } from '../../protocol/problem.js';
import type { Subset } from './subset.js';

const summaries = ['true', 'text', 'data', 'count', 'false'] as const;

/** What `_summary` and `_elements` said so far. */
export interface SubsetAsked {
  summary?: (typeof summaries)[number];
  elements?: readonly string[];
}

/**
 * FHIR R4 §3.1.1.5.8.
 * @returns whether the value is one that is known
 * @throws Problem `parameter-malformed` for a second one that says something else
 */
export function readSummary(asked: SubsetAsked, value: string): boolean {
  const summary = summaries.find((known) => known === value);
  if (summary === undefined) return false;
  if (asked.summary !== undefined && asked.summary !== summary) {
    throw new Problem('parameter-malformed', '_summary is said once');
  }
  asked.summary = summary;
  return true;
}

/**
 * FHIR R4 §3.1.1.5.9: names of base elements; `Type.name` is that of one type.
 * @throws Problem `parameter-malformed`
 */
export function readElements(asked: SubsetAsked, value: string): true {
  const names = value.split(',').map((name) => name.trim());
  if (names.some((name) => !/^(?:[A-Z][A-Za-z]{0,63}\.)?[a-z][A-Za-z]{0,63}(?:\[x\])?$/.test(name))) {
    throw new Problem('parameter-malformed', '_elements are names of elements');
  }
  asked.elements = [...(asked.elements ?? []), ...names];
  return true;
}

/** @throws Problem `parameter-malformed` for a summary and elements at once, of which neither says which holds */
export function subsetAsked({ summary, elements }: SubsetAsked): Subset | undefined {
  const kind = summary === 'true' ? 'summary' : summary === 'text' || summary === 'data' ? summary : undefined;
  if (elements === undefined) return kind === undefined ? undefined : { kind };
  if (kind !== undefined) throw new Problem('parameter-malformed', 'either _summary or _elements');
  return { kind: 'elements', names: elements };
}

/**
 * What a read shows (FHIR R4 §3.1.0.1.11).
 * @throws Problem `parameter-malformed`
 */
export function readSubset(parameters: URLSearchParams): Subset | undefined {
  const asked: SubsetAsked = {};
  for (const value of parameters.getAll('_summary')) {
    if (!readSummary(asked, value) || value === 'count') {
      throw new Problem('parameter-malformed', '_summary of one resource is true, text, data or false');
    }
  }
  for (const value of parameters.getAll('_elements')) readElements(asked, value);
  return subsetAsked(asked);
}
