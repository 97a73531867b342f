import { asObject, asText, valuesAt } from '../elements.js';
import type { AllergyStanding } from '../forms/allergy-change.js';
import { type FormValues, linesOf, textOf } from '../forms/field.js';
import type { FhirObject } from '../resource.js';
import { concept, systems, type WriterContext } from './context.js';

/** The values of `allergyChangeForm` that an AllergyIntolerance stands for. */
export function readAllergyChange(allergy: FhirObject): FormValues {
  const code = (path: string) => asText(valuesAt(allergy, `${path}.coding.code`)[0]);
  const verification = code('verificationStatus');
  const standing = verification === 'refuted' ? 'refuted' : (code('clinicalStatus') ?? 'active');
  return {
    standing,
    criticality: asText(allergy['criticality']),
    reaction: asText(asObject(valuesAt(allergy, 'reaction.manifestation')[0])?.['text']),
  };
}

/** The allergy with what a person changed (checked values); the reason becomes a signed note. */
export function changeAllergy(allergy: FhirObject, values: FormValues, context: WriterContext): FhirObject {
  const standing = (textOf(values, 'standing') ?? 'active') as AllergyStanding;
  const before = readAllergyChange(allergy);
  const reaction = textOf(values, 'reaction');
  const reason = linesOf(values, 'reason');
  const notes = [...valuesAt(allergy, 'note'), ...(reason === undefined ? [] : [noteOf(reason, context)])];
  return {
    ...allergy,
    ...(standing !== before['standing'] && statusesOf(standing)),
    ...(textOf(values, 'criticality') !== undefined && { criticality: textOf(values, 'criticality') }),
    ...(reaction !== before['reaction'] &&
      reaction !== undefined && { reaction: [{ manifestation: [{ text: reaction }] }] }),
    ...(notes.length > 0 && { note: notes }),
  };
}

/** A refuted allergy counts no more, whatever it was before. */
function statusesOf(standing: AllergyStanding) {
  if (standing === 'refuted') {
    return {
      clinicalStatus: concept(systems.allergyClinical, 'inactive'),
      verificationStatus: concept(systems.allergyVerification, 'refuted'),
    };
  }
  return {
    clinicalStatus: concept(systems.allergyClinical, standing),
    verificationStatus: concept(systems.allergyVerification, 'confirmed'),
  };
}

function noteOf(text: string, { practitioner, nowMilliseconds }: WriterContext) {
  return {
    text,
    time: new Date(nowMilliseconds).toISOString(),
    ...(practitioner && { authorReference: practitioner }),
  };
}
