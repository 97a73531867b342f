import { asObject, asText, valuesAt } from '../elements.js';
import { linkedPatients } from '../identity/patient-links.js';
import { elementsOf } from './elements-of.js';
import { stands } from './safety-rank.js';

/** The types of which nothing is taken away without a reason (rule F163). */
export const reasonedTypes: ReadonlySet<string> = new Set(['AllergyIntolerance', 'Condition', 'Patient']);
/** Those that are no more where they are deleted. */
export const reasonedDeletions: ReadonlySet<string> = new Set(['AllergyIntolerance', 'Condition']);

/**
 * The element by which a version takes away what the one before it says: an allergy that stood, a problem that is denied and
 * not only over, an identifier of a patient. `undefined` where it takes away nothing of that.
 * @param before the canonical body that is there
 * @param after the canonical body that was sent
 */
export function takenAway(type: string, before: string, after: string): string | undefined {
  switch (type) {
    case 'AllergyIntolerance':
      return stands(elementsOf(before)) && !stands(elementsOf(after)) ? `${type}.clinicalStatus` : undefined;
    case 'Condition':
      return !isDenied(before) && isDenied(after) ? `${type}.verificationStatus` : undefined;
    case 'Patient':
      return identifiersIn(before).every((each) => identifiersIn(after).includes(each))
        ? undefined
        : `${type}.identifier`;
    default:
      return undefined;
  }
}

/** Whether a version says why, by a note that the one before it does not have (FHIR R4 Annotation). */
export function saysWhy(before: string, after: string): boolean {
  const known = notesIn(before);
  return notesIn(after).some((text) => text.trim() !== '' && !known.includes(text));
}

/** Whether two versions of a Patient link it with others as the same person in different ways (rule M17). */
export function changesLinks(before: string, after: string): boolean {
  const [old, sent] = [JSON.parse(before) as object, JSON.parse(after) as object];
  return (['replaced-by', 'replaces'] as const).some(
    (type) => linkedPatients(old, type).toSorted().join() !== linkedPatients(sent, type).toSorted().join(),
  );
}

function isDenied(body: string): boolean {
  const codes = valuesAt(JSON.parse(body), 'verificationStatus.coding.code');
  return codes.includes('refuted') || codes.includes('entered-in-error');
}

/** What tells identifiers apart; how one is used, or until when, may change. */
function identifiersIn(body: string): readonly string[] {
  return valuesAt(JSON.parse(body), 'identifier').flatMap((identifier) => {
    const value = asText(asObject(identifier)?.['value']);
    return value === undefined ? [] : [JSON.stringify([asObject(identifier)?.['system'], value])];
  });
}

function notesIn(body: string): readonly string[] {
  return valuesAt(JSON.parse(body), 'note.text').flatMap((text) => asText(text) ?? []);
}
