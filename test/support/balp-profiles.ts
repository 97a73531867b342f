import type { Elements } from '../../record/elements.js';
import { madeProfile } from './made-profiles.js';

const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const byValue = (path: string) => ({ discriminator: [{ type: 'value', path }], rules: 'open' });
const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
const required = { min: 1, max: '1' } as const;

interface Pattern {
  readonly name: string;
  readonly action: string;
  readonly subtypes: readonly string[];
  readonly client: readonly [system: string, code: string];
  readonly server: readonly [system: string, code: string];
  readonly user: string;
}

/** Of each pattern of IHE BALP 1.1 the roles of its agents, its action and its subtypes. */
const patterns: readonly Pattern[] = [
  { ...{ name: 'Create', action: 'C', subtypes: ['create'], user: 'AUT' }, ...ends('110153', '110152') },
  { ...{ name: 'Read', action: 'R', subtypes: ['read', 'vread'], user: 'IRCP' }, ...ends('110152', '110153') },
  { ...{ name: 'Update', action: 'U', subtypes: ['update', 'patch'], user: 'AUT' }, ...ends('110153', '110152') },
  {
    ...{ name: 'Delete', action: 'D', subtypes: ['delete'], user: 'AUT', client: [dicom, '110150'] },
    server: ['http://terminology.hl7.org/CodeSystem/provenance-participant-type', 'custodian'],
  },
  {
    ...{ name: 'Query', action: 'E', subtypes: ['search', 'search-type', 'search-system'], user: 'IRCP' },
    ...ends('110153', '110152'),
  },
];

function ends(client: string, server: string): Pick<Pattern, 'client' | 'server'> {
  return { client: [dicom, client], server: [dicom, server] };
}

/**
 * The profiles of IHE BALP 1.1 (Basic Audit Log Patterns, IHE.BasicAudit.…) for RESTful events, as far as their rules are about
 * what is there: written after the published guide.
 */
export function balpProfiles(): readonly Elements[] {
  return patterns.flatMap((pattern) =>
    [false, true].map((ofPatient) =>
      madeProfile(`${ofPatient ? 'Patient' : ''}${pattern.name}`, 'AuditEvent', [
        ...headOf(pattern),
        ...agentsOf(pattern),
        ...entitiesOf(pattern, ofPatient),
      ]),
    ),
  );
}

function headOf({ action }: Pattern): readonly object[] {
  return [
    {
      path: 'AuditEvent.type',
      patternCoding: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
    },
    { path: 'AuditEvent.subtype', min: 1 },
    { path: 'AuditEvent.action', ...required, patternCode: action },
    { path: 'AuditEvent.outcome', ...required, patternCode: '0' },
  ];
}

function agentsOf({ client, server, user }: Pattern): readonly object[] {
  const slice = (sliceName: string, type: readonly [string, string], min: number, rules: readonly object[]) => [
    { path: 'AuditEvent.agent', sliceName, min, max: '1' },
    { path: 'AuditEvent.agent.type', ...required, patternCodeableConcept: coded(...type) },
    { path: 'AuditEvent.agent.who', ...required },
    ...rules,
    { path: 'AuditEvent.agent.media', max: '0' },
  ];
  const network = [{ path: 'AuditEvent.agent.network', ...required }];
  const ofUser = [
    { path: 'AuditEvent.agent.requestor', patternBoolean: true },
    { path: 'AuditEvent.agent.network', max: '0' },
  ];
  return [
    { path: 'AuditEvent.agent', slicing: byValue('type'), min: 2 },
    ...slice('client', client, 1, network),
    ...slice('server', server, 1, network),
    ...slice('user', [participation, user], 0, ofUser),
  ];
}

function entitiesOf({ name }: Pattern, ofPatient: boolean): readonly object[] {
  const type = (code: string) => ({
    ...{ path: 'AuditEvent.entity.type', ...required },
    patternCoding: { system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type', code },
  });
  const role = (code: string) => ({
    ...{ path: 'AuditEvent.entity.role', ...required },
    patternCoding: { system: 'http://terminology.hl7.org/CodeSystem/object-role', code },
  });
  const isQuery = name === 'Query';
  const object = isQuery
    ? [role('24'), { path: 'AuditEvent.entity.what', max: '0' }, { path: 'AuditEvent.entity.query', ...required }]
    : [role('4'), { path: 'AuditEvent.entity.what', ...required }];
  const what = {
    path: 'AuditEvent.entity.what',
    type: [{ code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'] }],
  };
  const patient = [
    { path: 'AuditEvent.entity', sliceName: 'patient', ...required },
    ...[type('1'), role('1'), { ...what, ...required }],
  ];
  return [
    { path: 'AuditEvent.entity', slicing: byValue('type'), min: ofPatient ? 2 : 1 },
    { path: 'AuditEvent.entity', sliceName: isQuery ? 'query' : 'data', ...required },
    ...[type('2'), ...object],
    ...(ofPatient ? patient : []),
  ];
}

/** The codes of which each pattern wants one among its subtypes. */
export function subtypesOf(pattern: string): readonly string[] {
  return patterns.find(({ name }) => pattern.endsWith(name))?.subtypes ?? [];
}
