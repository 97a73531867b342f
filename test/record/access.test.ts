import t from 'tap';
import { type Action, accessKindOf, conditionsOf, mayDo, reachOfRole } from '../../record/access.js';
import { resourceTypes } from '../../record/definitions/load.js';
import { type Role, roles } from '../../record/role.js';
import { typesUnder } from '../../record/types-under.js';

const actions: readonly Action[] = ['read', 'search', 'create', 'update', 'delete', 'history'];

/** What a role may do with a type, by the first letters of the actions. */
function granted(role: Role, type: string): string {
  return actions
    .filter((action) => mayDo(role, type, action))
    .map((action) => action[0])
    .join('');
}

const look = 'rsh';
const write = 'rscuh';
const all = 'rscudh';

t.test('[R1] the table of access, role by kind by action', async (t) => {
  const types = [
    'Patient',
    'Encounter',
    'Observation',
    'MedicationRequest',
    'MedicationDispense',
    'DiagnosticReport',
    'Organization',
  ];
  const expected: Readonly<Record<Role, readonly string[]>> = {
    reception: [write, write, '', '', '', '', look],
    nurse: [write, write, write, write, look, write, look],
    midwife: [write, write, write, write, look, write, look],
    doctor: [all, all, all, all, look, all, look],
    chief: [all, all, all, all, look, all, look],
    pharmacist: [look, look, look, look, write, '', look],
    lab: [look, look, write, '', '', write, look],
    admin: ['', '', '', '', '', '', all],
    ops: ['', '', '', '', '', '', look],
    authority: ['', '', '', '', '', '', look],
  };
  for (const role of roles) {
    t.strictSame(
      types.map((type) => granted(role, type)),
      expected[role],
      role,
    );
  }
});

t.test('[R21] what is granted under a condition, and on what it bears', async (t) => {
  t.same(conditionsOf('nurse', 'MedicationRequest', 'read'), ['not-confidential', 'care']);
  t.same(conditionsOf('nurse', 'MedicationRequest', 'create'), ['not-confidential', 'care', 'licence-valid']);
  t.same(conditionsOf('doctor', 'MedicationRequest', 'read'), ['care'], 'a licence is for what changes something');
  t.same(conditionsOf('doctor', 'MedicationRequest', 'delete'), ['care', 'licence-valid']);
  t.equal(conditionsOf('nurse', 'MedicationRequest', 'delete'), undefined);
  t.equal(conditionsOf('reception', 'MedicationRequest', 'read'), undefined);
  const whole = ['Patient', 'RelatedPerson', 'Organization', 'ValueSet'];
  for (const type of whole) t.equal(reachOfRole('nurse', type, 'search'), 'all', `${type} stays findable`);
  const hidden = typesUnder('nurse', 'not-confidential');
  for (const type of resourceTypes()) {
    if (!mayDo('nurse', type, 'read')) continue;
    const isWhole = ['identity', 'directory', 'terminology'].includes(accessKindOf(type));
    t.equal(hidden?.has(type), !isWhole, type);
  }
  for (const role of roles) if (role !== 'nurse') t.equal(typesUnder(role, 'not-confidential'), undefined, role);
});

t.test('[R2] operations, authorities and administrators can do nothing with anything of a patient', async (t) => {
  const ofNoPatient = new Set(['directory', 'notification', 'terminology', 'aggregate']);
  // Of patients the audit names references (rule R63).
  t.equal(granted('admin', 'AuditEvent'), look);
  for (const role of roles) if (role !== 'admin') t.equal(granted(role, 'AuditEvent'), '', role);
  for (const type of [...resourceTypes(), 'SomethingNew', 'toString']) {
    if (ofNoPatient.has(accessKindOf(type)) || type === 'AuditEvent') continue;
    for (const role of ['ops', 'authority', 'admin'] as const) t.equal(granted(role, type), '', `${role} ${type}`);
  }
});

t.test(
  '[R1] reception sees no clinical content, and a type that nobody listed is guarded like a diagnosis',
  async (t) => {
    for (const type of [
      'Condition',
      'AllergyIntolerance',
      'ClinicalImpression',
      'ServiceRequest',
      'Bundle',
      'SomethingNew',
    ]) {
      t.equal(granted('reception', type), '', type);
      t.equal(accessKindOf(type), 'clinical');
    }
  },
);
