import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

const base = 'http://hl7.org/fhir/StructureDefinition/';

/** Elements that the package of definitions has of later releases, or of its maker, and FHIR R4 (4.0.1) has not; with all below them. */
const added: readonly string[] = [
  ...['Meta.account', 'Meta.accounts', 'Meta.author', 'Meta.compartment', 'Meta.onBehalfOf', 'Meta.project'],
  ...['Binary.url', 'ObservationDefinition.publisher', 'DeviceDefinition.bodySite', 'DeviceDefinition.classification'],
  ...[
    ...[
      'associatedParty',
      'classifier',
      'comparisonGroup',
      'descriptionSummary',
      'label',
      'name',
      'objective.description',
    ],
    ...['outcomeMeasure', 'progressStatus', 'recruitment', 'region', 'result', 'studyDesign', 'whyStopped'],
  ].map((name) => `ResearchStudy.${name}`),
  ...[
    ...['definitionByCombination', 'definitionByTypeAndValue', 'definitionCanonical', 'definitionCodeableConcept'],
    ...['definitionExpression', 'definitionId', 'definitionReference', 'duration[x]', 'instances[x]', 'linkId', 'note'],
    'timeFromEvent',
  ].map((name) => `EvidenceVariable.characteristic.${name}`),
];

/** What FHIR R4 says of elements of which the package says something else. */
const changed: Readonly<Record<string, Partial<ElementDefinition>>> = {
  'AuditEvent.source.observer': {
    type: referenceTo('PractitionerRole', 'Practitioner', 'Organization', 'Device', 'Patient', 'RelatedPerson'),
  },
  'Bundle.entry.response.outcome': { type: [{ code: 'Resource' }] },
  'DetectedIssue.status': required('observation-status'),
  'EvidenceVariable.characteristic': { min: 1, constraint: [] },
  'EvidenceVariable.characteristic.description': { type: [{ code: 'string' }] },
  'MeasureReport.subject': {
    type: referenceTo('Patient', 'Practitioner', 'PractitionerRole', 'Location', 'Device', 'RelatedPerson', 'Group'),
  },
  'ResearchStudy.site': { type: referenceTo('Location') },
};

/** Elements of FHIR R4 that the package does not have, behind the element of their type that stands before them. */
const missing: Readonly<Record<string, readonly ElementDefinition[]>> = {
  'EvidenceVariable.characteristic.description': [
    element('definition[x]', 1, '1', [
      ...referenceTo('Group'),
      ...['canonical', 'CodeableConcept', 'Expression', 'DataRequirement', 'TriggerDefinition'].map((code) => ({
        code,
      })),
    ]),
    element('usageContext', 0, '*', [{ code: 'UsageContext' }]),
    element(
      'participantEffective[x]',
      0,
      '1',
      ['dateTime', 'Period', 'Duration', 'Timing'].map((code) => ({ code })),
    ),
    element('timeFromStart', 0, '1', [{ code: 'Duration' }]),
    { ...element('groupMeasure', 0, '1', [{ code: 'code' }]), ...required('group-measure') },
  ],
};

/** A definition as FHIR R4 (4.0.1) has it, where the package has it otherwise. */
export function correctDefinition(definition: StructureDefinition): StructureDefinition {
  const elements = definition.snapshot?.element ?? [];
  const kept = elements.filter(({ path = '' }) => !added.some((each) => path === each || path.startsWith(`${each}.`)));
  const corrected = kept.flatMap((each) => {
    const path = each.path ?? '';
    return [{ ...each, ...(changed[path] ?? {}) }, ...(missing[path] ?? [])];
  });
  return { ...definition, snapshot: { ...definition.snapshot, element: corrected } };
}

function element(
  name: string,
  min: number,
  max: string,
  type: NonNullable<ElementDefinition['type']>,
): ElementDefinition {
  const path = `EvidenceVariable.characteristic.${name}`;
  return { id: path, path, min, max, type, base: { path, min, max } };
}

function referenceTo(...names: readonly string[]): NonNullable<ElementDefinition['type']> {
  return [{ code: 'Reference', targetProfile: names.map((name) => `${base}${name}`) }];
}

function required(valueSet: string): Pick<ElementDefinition, 'binding'> {
  return { binding: { strength: 'required', valueSet: `http://hl7.org/fhir/ValueSet/${valueSet}|4.0.1` } };
}
