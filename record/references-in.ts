import { asText } from './elements.js';
import { readReference } from './reference.js';
import type { FhirObject } from './resource.js';

/** A resource of this record that another one names. */
export interface Named {
  readonly type: string;
  readonly id: string;
}

/**
 * What a resource refers to of this record, each once: every relative `Reference.reference`, whether or not a search
 * parameter leads to it, and a Binary that an `Attachment.url` names (FHIR R4 §2.24.0.9).
 */
export function referencesIn(value: FhirObject): readonly Named[] {
  const found = new Map<string, Named>();
  collect(value, found);
  return [...found.values()];
}

function collect(value: unknown, found: Map<string, Named>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, content] of Object.entries(value)) {
    if (typeof content === 'object') collect(content, found);
    else if (key === 'reference' || key === 'url') add(key, content, found);
  }
}

function add(key: 'reference' | 'url', content: unknown, found: Map<string, Named>): void {
  const text = asText(content);
  const target = text === undefined ? undefined : readReference(text);
  if (target?.form !== 'relative' || (key === 'url' && target.type !== 'Binary')) return;
  found.set(`${target.type}/${target.id}`, { type: target.type, id: target.id });
}
