import { existsSync, readFileSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import type { CompactSummaries, CompactSummary, SummaryPlace } from './summary/compact.js';

/** Beside this file in the built programs; in the built folder when the sources run directly, as in `load.ts`. */
const folders = [new URL('./', import.meta.url), new URL('../../dist/record/definitions/', import.meta.url)];

let loaded: CompactSummaries | undefined;
const known = new Map<string, CompactSummary>();

function summaries(): CompactSummaries {
  if (loaded !== undefined) return loaded;
  const place = folders.map((folder) => new URL('r4-summaries.json', folder)).find((file) => existsSync(file));
  if (place === undefined) throw new Problem('internal', 'r4-summaries.json is missing: run `npm run build:programs`');
  loaded = JSON.parse(readFileSync(place, 'utf8')) as CompactSummaries;
  return loaded;
}

/** What FHIR R4 says of the parts that a resource of a type may be shown in; `undefined` when it has no such type. */
export function summaryOf(type: string): CompactSummary | undefined {
  const ready = known.get(type);
  if (ready !== undefined) return ready;
  const { types } = summaries();
  const text = Object.hasOwn(types, type) ? types[type] : undefined;
  if (text === undefined) return undefined;
  const summary = JSON.parse(text) as CompactSummary;
  known.set(type, summary);
  return summary;
}

/** What a summary keeps of a datatype, or of an element of one. */
export function summaryOfDatatype(place: string): SummaryPlace | undefined {
  return summaries().datatypes[place];
}
