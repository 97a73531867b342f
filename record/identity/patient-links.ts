import { asObject, asText, valuesAt } from '../elements.js';
import { elementsOf, itemsOf, textOf } from '../merge/elements-of.js';
import { readReference } from '../reference.js';

/** The two ends of the link between the record that is no longer used and the one that is (FHIR R4 §8.1.13, `Patient.link`). */
export type MergeLink = 'replaced-by' | 'replaces';

/** The ids of the patients to whom a Patient has links of these types. */
export function linkedPatients(patient: object, ...types: readonly MergeLink[]): readonly string[] {
  return valuesAt(patient, 'link').flatMap((link) => {
    const type = asText(asObject(link)?.['type']);
    const id = patientIn(asObject(link)?.['other']);
    return id !== undefined && types.some((each) => each === type) ? [id] : [];
  });
}

/** The canonical body of a Patient with the link, which it may have already. All else stays as it was written. */
export function withLink(body: string, type: MergeLink, other: string): string {
  if (linkedPatients(JSON.parse(body), type).includes(other)) return body;
  // Nothing of who or when: two hospitals that link the same records write the same item.
  const item = `{"other":{"reference":"Patient/${other}"},"type":"${type}"}`;
  return withLinks(body, [...linksIn(body), item]);
}

/** The canonical body of a Patient without the links that a merge with the other one left. */
export function withoutLink(body: string, other: string): string {
  const isOf = (item: string) => {
    const link: unknown = JSON.parse(item);
    return linkedPatients({ link: [link] }, 'replaced-by', 'replaces').includes(other);
  };
  return withLinks(
    body,
    linksIn(body).filter((item) => !isOf(item)),
  );
}

function linksIn(body: string): readonly string[] {
  return itemsOf(elementsOf(body).get('link')) ?? [];
}

function withLinks(body: string, items: readonly string[]): string {
  const others = [...elementsOf(body)].filter(([name]) => name !== 'link');
  return textOf(new Map(items.length === 0 ? others : [...others, ['link', `[${items.join(',')}]`]]));
}

function patientIn(other: unknown): string | undefined {
  const text = asText(asObject(other)?.['reference']);
  const target = text === undefined ? undefined : readReference(text);
  return target?.form === 'relative' && target.type === 'Patient' ? target.id : undefined;
}
