import t from 'tap';
import { parseResource } from '../../../record/parse.js';
import { problemOf } from '../../support/record-problem.js';

/** Where a resource is refused; nothing where it is taken. */
function refusedAt(resource: object): readonly string[] {
  const problem = problemOf(() => parseResource(JSON.stringify({ id: 'x', ...resource })));
  return problem?.issues.map(({ path }) => path) ?? [];
}

const study = { resourceType: 'ResearchStudy', status: 'active' };
const characteristic = (more: object) => ({
  resourceType: 'EvidenceVariable',
  status: 'active',
  characteristic: [more],
});

t.test(
  '[F79] elements and codes are those of FHIR R4 (4.0.1), not of later releases or of who packed the definitions',
  async (t) => {
    for (const resource of [
      { resourceType: 'DetectedIssue', status: 'cancelled' },
      characteristic({ definitionCanonical: 'urn:x', timeFromStart: { value: 1 }, groupMeasure: 'mean' }),
      characteristic({
        definitionTriggerDefinition: { type: 'named-event', name: 'x' },
        participantEffectivePeriod: { start: '2001' },
      }),
      { ...study, site: [{ reference: 'Location/l' }] },
    ]) {
      t.strictSame(refusedAt(resource), [], JSON.stringify(resource));
    }
    for (const [path, resource] of [
      ['Patient.meta.author', { resourceType: 'Patient', meta: { author: { reference: 'Practitioner/p' } } }],
      ['Patient.meta.project', { resourceType: 'Patient', meta: { project: 'x' } }],
      ['Binary.url', { resourceType: 'Binary', contentType: 'text/plain', url: 'urn:x' }],
      ['DetectedIssue.status', { resourceType: 'DetectedIssue', status: 'mitigated' }],
      ['DeviceDefinition.bodySite', { resourceType: 'DeviceDefinition', bodySite: { text: 'x' } }],
      ['ResearchStudy.name', { ...study, name: 'x' }],
      ['ResearchStudy.site[0].reference', { ...study, site: [{ reference: 'Organization/o' }] }],
      ['EvidenceVariable.characteristic', { resourceType: 'EvidenceVariable', status: 'active' }],
      ['EvidenceVariable.characteristic[0].definition', characteristic({ description: 'x' })],
      ['EvidenceVariable.characteristic[0].linkId', characteristic({ definitionCanonical: 'urn:x', linkId: 'x' })],
      [
        'EvidenceVariable.characteristic[0].groupMeasure',
        characteristic({ definitionCanonical: 'urn:x', groupMeasure: 'x' }),
      ],
    ] as const) {
      t.strictSame(refusedAt(resource), [path]);
    }
  },
);
