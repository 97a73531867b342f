/** For how many days after somebody came here this hospital goes on caring for them, with nothing more said. */
export const careDaysMax = 90;

/** For how many days a stay that nobody closed counts. */
export const stayDaysMax = 366;

/** Of an Encounter: that somebody came. `planned`, `cancelled` and `entered-in-error` say that they did not, or not yet. */
export const openVisitStates = ['arrived', 'triaged', 'in-progress', 'onleave'] as const;
export const endedVisitStates = ['finished', 'unknown'] as const;

/** Of an Encounter (HL7 v3 ActCode): somebody who stays overnight. */
export const stayClasses = ['IMP', 'ACUTE', 'NONAC', 'OBSENC'] as const;

/** Of a ServiceRequest or a Task: what was taken back, was turned down or never was. */
export const voidReferralStates = ['draft', 'revoked', 'cancelled', 'rejected', 'failed', 'entered-in-error'] as const;

/** A relationship that lasts until somebody ends it: the last moment that FHIR can write. */
export const endlessMilliseconds = 253_402_300_799_000;

/** In the place of a person: that the patient restricted the use of their record. No reference is like it. */
export const restrictionPerson = '!';

/** Of a Consent (HL7 consentscope): about who may use what is kept; not an advance directive, nor research. */
export const carePrivacyScope = 'patient-privacy';

/** Of a Consent (HL7 v3 PurposeOfUse): care. */
export const treatmentPurpose = 'TREAT';
