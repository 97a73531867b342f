const reference = (text: string) => ({ reference: text });
const subject = reference('Patient/p1');
const coded = (text: string, code = 'x', system = 'http://loinc.org') => ({ coding: [{ system, code }], text });
const status = (code: string, element = 'condition-clinical') => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${element}`, code }],
});
export const category = (code: string) => [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }] },
];
export const observation = (id: string, more: object) => ({
  ...{ resourceType: 'Observation', id, status: 'final', code: coded(`Obs ${id}`), subject },
  ...more,
});
/** As text: its number is as it was written. */
export const glucose =
  '{"resourceType":"Observation","id":"lab","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"text":"Glycémie"},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-01-05","valueQuantity":{"value":5.40,"unit":"mmol/L"}}';

/** A patient with something for each section of a summary, and what belongs into none. */
export const record = [
  {
    ...{ resourceType: 'Patient', id: 'p1', birthDate: '1991-03-08', gender: 'female' },
    identifier: [{ system: 'urn:carnet:cm:cni', value: '100' }],
    ...{ name: [{ family: 'Éyébé' }], managingOrganization: reference('Organization/g1') },
  },
  { resourceType: 'Patient', id: 'p2', name: [{ family: 'Other' }] },
  { resourceType: 'Organization', id: 'g1', name: 'Hôpital' },
  { resourceType: 'Practitioner', id: 'd1' },
  {
    ...{ resourceType: 'Condition', id: 'active', subject, clinicalStatus: status('active') },
    ...{
      code: coded('HTA <script>alert("1")</script> & co'),
      onsetDateTime: '2020',
      recorder: reference('Practitioner/d1'),
    },
  },
  {
    ...{ resourceType: 'Condition', id: 'past', subject, clinicalStatus: status('resolved'), code: coded('Paludisme') },
    abatementDateTime: '2021',
  },
  {
    ...{ resourceType: 'Condition', id: 'refuted', subject, code: coded('Never') },
    verificationStatus: status('refuted', 'condition-ver-status'),
  },
  {
    ...{
      resourceType: 'AllergyIntolerance',
      id: 'allergy',
      patient: subject,
      criticality: 'high',
      code: coded('Pénicilline'),
    },
    clinicalStatus: status('active', 'allergyintolerance-clinical'),
    reaction: [{ manifestation: [coded('Urticaire')] }],
  },
  { resourceType: 'Medication', id: 'k1', code: coded('Amlodipine 5 mg') },
  {
    ...{ resourceType: 'MedicationRequest', id: 'rx', status: 'active', intent: 'order', subject },
    ...{ medicationReference: reference('Medication/k1'), dosageInstruction: [{ text: '1 le matin' }] },
  },
  {
    ...{
      resourceType: 'MedicationRequest',
      id: 'never',
      status: 'active',
      intent: 'order',
      subject,
      doNotPerform: true,
    },
    medicationCodeableConcept: coded('Aspirine'),
  },
  {
    resourceType: 'Immunization',
    id: 'bcg',
    status: 'completed',
    patient: subject,
    vaccineCode: coded('BCG'),
    occurrenceDateTime: '1991',
  },
  {
    resourceType: 'Procedure',
    id: 'op',
    status: 'completed',
    subject,
    code: coded('Césarienne'),
    performedDateTime: '2019-05',
  },
  { resourceType: 'Device', id: 'dev', type: coded('Stimulateur') },
  { resourceType: 'DeviceUseStatement', id: 'use', status: 'active', subject, device: reference('Device/dev') },
  { resourceType: 'CarePlan', id: 'plan', status: 'active', intent: 'plan', subject, title: 'Suivi de la tension' },
  { resourceType: 'CarePlan', id: 'done', status: 'completed', intent: 'plan', subject, title: 'Fini' },
  {
    ...{ resourceType: 'Consent', id: 'will', status: 'active', patient: subject, dateTime: '2025-12-01' },
    scope: status('adr', 'consentscope'),
    ...{ category: [coded('Ne pas réanimer', '81351-9')], policyRule: coded('Loi') },
  },
  {
    ...{ resourceType: 'Consent', id: 'privacy', status: 'active', patient: subject },
    scope: status('patient-privacy', 'consentscope'),
    ...{ category: [coded('Partage')], policyRule: coded('Loi') },
  },
  { resourceType: 'Flag', id: 'alert', status: 'active', subject, code: coded('Risque de chute') },
  { resourceType: 'Flag', id: 'quiet', status: 'inactive', subject, code: coded('Fini') },
  observation('vital', {
    ...{ category: category('vital-signs'), effectiveDateTime: '2026-01-06' },
    valueQuantity: { value: 37, unit: '°C', system: 'http://unitsofmeasure.org', code: 'Cel' },
  }),
  observation('social', { category: category('social-history') }),
  observation('pregnant', { code: coded('Grossesse', '82810-3'), valueCodeableConcept: coded('Enceinte') }),
  // Of another patient, whom this one's result names.
  observation('other', { subject: reference('Patient/p2'), category: category('vital-signs') }),
  observation('linked', { category: category('laboratory'), derivedFrom: [reference('Observation/other')] }),
];
