import t from 'tap';
import { joinStates } from '../../../record/merge/state-machine.js';
import { machines } from '../../../record/merge/states.js';
import { askedPaths, elementOf, VersionTree } from '../../support/merge-family.js';

const coded = (code: string) => ({ coding: [{ code }] });
const allergy = {
  clinicalStatus: coded('active'),
  verificationStatus: coded('confirmed'),
  code: { text: 'Penicillin' },
};

t.test('[M7] an address here and a telephone there: both, without a question', async (t) => {
  const tree = new VersionTree('Patient');
  const address = [{ use: 'home', line: ['Rue 1'], city: 'Garoua' }];
  const telecom = [{ system: 'phone', use: 'mobile', value: '1' }];
  const root = tree.add(1, { address, telecom, gender: 'female' });
  const moved = [{ use: 'home', line: ['Rue 2'], city: 'Douala' }];
  tree.add(2, { address: moved, telecom, gender: 'female' }, root);
  const called = [...telecom, { system: 'phone', use: 'work', value: '2' }];
  tree.add(3, { address, telecom: called, gender: 'female' }, root);
  const merged = tree.merge();
  t.same([elementOf(merged, 'address'), elementOf(merged, 'telecom')], [moved, called]);
  t.match(merged, { needsPerson: false, disputes: [] });
});

t.test('[M7] the same element in both: the latest stands; who it is, is asked', async (t) => {
  const tree = new VersionTree('Patient');
  const root = tree.add(1, { birthDate: '1990-01-01', maritalStatus: { text: 'S' } });
  const late = tree.add(9, { birthDate: '1991-01-01', maritalStatus: { text: 'M' } }, root);
  tree.add(3, { birthDate: '1992-01-01', maritalStatus: { text: 'W' } }, root);
  const merged = tree.merge();
  t.same([elementOf(merged, 'birthDate'), elementOf(merged, 'maritalStatus')], ['1991-01-01', { text: 'M' }]);
  t.same(askedPaths(merged), ['birthDate']);
  t.same(merged.disputes.find(({ path }) => path === 'birthDate')?.cautious, late);
  t.equal(merged.disputes.length, 2, 'what is not asked is told too');
});

t.test('[M7] dead at one site and alive at the other: cared for until somebody says which, and urgent', async (t) => {
  const tree = new VersionTree('Patient');
  const root = tree.add(1, {});
  tree.add(3, { deceasedDateTime: '2026-01-01' }, root);
  tree.add(2, { deceasedBoolean: false }, root);
  t.match(tree.merge(), { needsPerson: true, priority: 'urgent' });
  t.equal(elementOf(tree.merge(), 'deceasedBoolean'), false);
  t.equal(elementOf(tree.merge(), 'deceasedDateTime'), undefined, 'one form of an element, not two');
});

t.test('[M6] an identifier that one took out and the other changed stays, and is asked', async (t) => {
  const tree = new VersionTree('Patient');
  const [card, file] = [
    { system: 'cni', value: '1' },
    { system: 'file', value: '7' },
  ];
  const root = tree.add(1, { identifier: [card, file] });
  tree.add(2, { identifier: [file] }, root);
  tree.add(3, { identifier: [{ ...card, use: 'official' }, file, { system: 'x', value: '2' }] }, root);
  const merged = tree.merge();
  t.same(elementOf(merged, 'identifier'), [{ ...card, use: 'official' }, file, { system: 'x', value: '2' }]);
  t.same(askedPaths(merged), ['identifier[cni|1]']);
});

t.test('[M8] an allergy resolved here and confirmed as worse there stays active, and is asked at once', async (t) => {
  const tree = new VersionTree('AllergyIntolerance');
  const root = tree.add(1, { ...allergy, criticality: 'low' });
  const resolved = tree.add(9, { ...allergy, clinicalStatus: coded('resolved'), criticality: 'low' }, root);
  const worse = tree.add(2, { ...allergy, criticality: 'high' }, root);
  const merged = tree.merge();
  t.same([elementOf(merged, 'clinicalStatus'), elementOf(merged, 'criticality')], [coded('active'), 'high']);
  t.match(merged, { needsPerson: true, priority: 'urgent' });
  t.match(merged.disputes, [{ path: 'clinicalStatus', group: 'clinicalStatus', cautious: worse }]);
  t.match(merged.disputes[0]?.values, [{ changeId: worse }, { changeId: resolved, value: /resolved/ }]);
});

t.test('[M8] status and verification come from one version, so that they never contradict each other', async (t) => {
  const tree = new VersionTree('AllergyIntolerance');
  const { clinicalStatus: _, ...noStatus } = allergy;
  const root = tree.add(1, allergy);
  tree.add(3, { ...noStatus, verificationStatus: coded('entered-in-error') }, root);
  tree.add(2, { ...allergy, note: [{ text: 'seen again' }] }, root);
  const merged = tree.merge();
  t.same(elementOf(merged, 'verificationStatus'), coded('confirmed'));
  t.same(askedPaths(merged), ['clinicalStatus', 'verificationStatus']);
});

t.test('[M8] what both ended is ended, and raising a risk is nobody’s question', async (t) => {
  const tree = new VersionTree('AllergyIntolerance');
  const root = tree.add(1, { ...allergy, criticality: 'low' });
  tree.add(2, { ...allergy, clinicalStatus: coded('resolved'), criticality: 'low' }, root);
  tree.add(3, { ...allergy, clinicalStatus: coded('resolved'), criticality: 'high' }, root);
  t.same(elementOf(tree.merge(), 'clinicalStatus'), coded('resolved'));
  t.same(tree.merge().disputes, []);
});

t.test('[M9] states join by their order; two ends that contradict each other are asked', async (t) => {
  const { MedicationRequest, ServiceRequest, Observation, Appointment, Immunization } = machines;
  if (!MedicationRequest || !ServiceRequest || !Observation || !Appointment || !Immunization) throw new Error('table');
  t.same(joinStates(ServiceRequest, ['active', 'completed', 'draft']), { state: 'completed', contradicts: false });
  t.same(joinStates(ServiceRequest, ['revoked', 'completed']), { state: 'completed', contradicts: true });
  t.same(joinStates(MedicationRequest, ['active', 'on-hold']), { state: 'on-hold', contradicts: false });
  t.same(joinStates(MedicationRequest, ['completed', 'stopped']), { state: 'stopped', contradicts: true });
  t.same(joinStates(Observation, ['preliminary', 'amended', 'final']), { state: 'amended', contradicts: false });
  t.same(joinStates(Observation, ['final', 'entered-in-error']), { state: 'final', contradicts: true });
  t.same(joinStates(Appointment, ['arrived', 'cancelled']), { state: 'arrived', contradicts: true });
  t.same(joinStates(Immunization, ['not-done', 'completed']), { state: 'completed', contradicts: true });
  for (const machine of Object.values(machines)) {
    const states = Object.keys(machine.next);
    for (const [from, next] of Object.entries(machine.next)) {
      for (const to of next) t.ok(states.includes(to) || machine.withdrawn.includes(to), `${from} ${to}`);
    }
    for (const one of states) {
      for (const two of states) {
        const joined = joinStates(machine, [one, two]);
        if (JSON.stringify(joinStates(machine, [two, one])) !== JSON.stringify(joined)) t.fail(`${one} ${two}`);
      }
    }
  }
});

t.test('[M9] a prescription stopped here while its dose was changed there is stopped, and asked', async (t) => {
  const tree = new VersionTree('MedicationRequest');
  const order = { status: 'active', medicationCodeableConcept: { text: 'M' }, dosageInstruction: [{ text: '1/d' }] };
  const root = tree.add(1, order);
  tree.add(2, { ...order, status: 'stopped' }, root);
  tree.add(3, { ...order, dosageInstruction: [{ text: '2/d' }] }, root);
  t.equal(elementOf(tree.merge(), 'status'), 'stopped');
  t.same(askedPaths(tree.merge()), ['status']);
  t.equal(tree.merge().priority, 'urgent');
});

t.test('[M9] an appointment that arrived while its time was corrected is nobody’s question', async (t) => {
  const tree = new VersionTree('Appointment');
  const root = tree.add(1, { status: 'booked', start: '2026-01-01T08:00:00Z', end: '2026-01-01T08:10:00Z' });
  tree.add(2, { status: 'arrived', start: '2026-01-01T08:00:00Z', end: '2026-01-01T08:10:00Z' }, root);
  tree.add(3, { status: 'booked', start: '2026-01-01T09:00:00Z', end: '2026-01-01T09:10:00Z' }, root);
  const merged = tree.merge();
  t.same([elementOf(merged, 'status'), elementOf(merged, 'end')], ['arrived', '2026-01-01T09:10:00Z']);
  t.equal(merged.needsPerson, false);
});

t.test('[M10] what was written stands against a deletion; clinical ones are asked', async (t) => {
  for (const [type, asked] of [
    ['Condition', true],
    ['Observation', true],
    ['Patient', true],
    ['Location', false],
    ['Appointment', false],
  ] as const) {
    const tree = new VersionTree(type);
    const root = tree.add(1, { status: 'final' });
    tree.add(9, undefined, root);
    const edit = tree.add(2, { status: 'final', note: [{ text: 'n' }] }, root);
    const merged = tree.merge();
    t.equal(merged.body, tree.bodyOf(edit), type);
    t.match(merged, { needsPerson: asked, disputes: [{ path: 'deleted', cautious: edit }] });
  }
  const gone = new VersionTree('Condition');
  const root = gone.add(1, {});
  gone.add(2, undefined, root);
  gone.add(3, undefined, root);
  t.match(gone.merge(), { body: undefined, needsPerson: false });
});

t.test(
  '[M11] a fact is taken from one version, numbers as they were written; notes and state are joined',
  async (t) => {
    const tree = new VersionTree('Observation');
    const at = (value: string, unit: string, more = '') =>
      `{"resourceType":"Observation","id":"r","status":"final","valueQuantity":{"value":${value},"unit":"${unit}"}${more}}`;
    const root = tree.add(1, at('5.0', 'g'));
    tree.add(2, at('5.00', 'g', ',"interpretation":[{"text":"high"}]'), root);
    const late = tree.add(3, at('5', 'kg').replace('final', 'amended'), root);
    const merged = tree.merge();
    t.equal(merged.body, tree.bodyOf(late));
    t.same(askedPaths(merged), ['interpretation', 'valueQuantity']);
    t.match(merged.disputes, [{ group: 'content' }, { group: 'content' }]);
    t.match(merged.disputes[1]?.values, [{ value: /5\.00/ }, { value: /"value":5}/ }]);

    const noted = new VersionTree('Observation');
    const first = noted.add(1, at('5.10', 'g'));
    noted.add(2, at('5.10', 'g', ',"note":[{"text":"a"}]'), first);
    noted.add(3, at('5.10', 'g', ',"note":[{"text":"b"}]'), first);
    t.match(noted.merge(), { needsPerson: false });
    t.same(elementOf(noted.merge(), 'note'), [{ text: 'b' }, { text: 'a' }]);
    t.match(noted.merge().body, '5.10');
  },
);

t.test(
  '[M11] of a type without a rule both are kept, and a person is asked; reference data keeps the latest',
  async (t) => {
    for (const [type, asked] of [
      ['CarePlan', ['description', 'status']],
      ['SomethingNew', ['description', 'status']],
      ['ValueSet', []],
    ] as const) {
      const tree = new VersionTree(type);
      const root = tree.add(1, { status: 'draft' });
      tree.add(2, { status: 'draft', description: 'one' }, root);
      tree.add(3, { status: 'active' }, root);
      t.same(askedPaths(tree.merge()), asked, type);
    }
  },
);

t.test('[M14] a question that grew while it was answered is open still', async (t) => {
  const tree = new VersionTree('Task');
  const input = (code: string, valueString: string) => ({
    type: { coding: [{ system: 'urn:carnet:conflict', code }] },
    valueString,
  });
  const asked = {
    ...{ status: 'requested', code: { coding: [{ system: 'urn:carnet:task', code: 'conflict-review' }] } },
    input: [input('version', 'v1'), input('path', 'criticality')],
  };
  const output = [input('decision', 'criticality=v1')];
  const root = tree.add(1, asked);
  const answered = tree.add(9, { ...asked, status: 'completed', output }, root);
  t.match(tree.merge([answered, tree.add(2, { ...asked, priority: 'urgent' }, root)]).body, '"status":"completed"');
  const grown = tree.add(3, { ...asked, input: [...asked.input, input('version', 'v2')] }, root);
  const merged = tree.merge([answered, grown]);
  t.match(merged, { needsPerson: false });
  t.equal(elementOf(merged, 'status'), 'requested');
  t.equal(elementOf(merged, 'output'), undefined);
});
