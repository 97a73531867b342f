import t from 'tap';
import type { Role } from '../../../record/role.js';
import { hidden, open } from '../../support/confidential-world.js';
import { type FhirServer, send } from '../../support/fhir-server.js';
import { askAll } from '../../support/hidden-questions.js';
import { labelled } from '../../support/label.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

t.setTimeout(900_000);

onBothSearchFaces(
  t,
  '[R22] what a nurse may not see changes no answer to her, by any way',
  async (t, { server, put }) => {
    await put(...open);
    const before = { nurse: await askAll(server, 'nurse', hidden), doctor: await askAll(server, 'doctor', hidden) };
    await put(...hidden);
    const after = { nurse: await askAll(server, 'nurse', hidden), doctor: await askAll(server, 'doctor', hidden) };
    for (const [index, { name, answer }] of after.nurse.entries()) t.equal(answer, before.nurse[index]?.answer, name);
    const differing = after.doctor.filter(({ answer }, index) => answer !== before.doctor[index]?.answer);
    t.ok(
      differing.length > before.doctor.length * 0.8,
      `${differing.length} of ${before.doctor.length} show it to a doctor`,
    );
    t.ok(
      after.nurse.some(({ name, answer }) => name === 'Patient' && answer.includes('"p2"')),
      'people stay findable',
    );
    for (const role of ['midwife', 'pharmacist'] as const) {
      t.equal((await send(server, role, 'GET', 'MedicationRequest/m-r')).statusCode, 200, role);
    }
  },
);

const remark = async (server: FhirServer, role: Role, url: string, language = 'en') => {
  const { body } = await send(server, role, 'GET', url, undefined, { 'accept-language': language });
  const { entry = [] } = JSON.parse(body) as {
    entry?: { resource: { issue?: { code: string; details: { text: string } }[] } }[];
  };
  return entry.flatMap(({ resource }) => resource.issue ?? []).find(({ code }) => code === 'suppressed')?.details.text;
};

onBothSearchFaces(
  t,
  '[R23] how many items are restricted is told of a patient and a type, and of nothing narrower',
  async (t, { server, put }) => {
    await put(...open, ...hidden);
    t.equal(await remark(server, 'nurse', 'MedicationRequest?patient=p1'), '1 restricted item');
    t.equal(
      await remark(server, 'nurse', 'MedicationRequest?patient=p1&code=known&_sort=_id'),
      '1 restricted item',
      'whatever else is asked',
    );
    t.equal(
      await remark(server, 'nurse', 'MedicationRequest?patient=p1&_summary=count', 'fr'),
      '1 élément à accès restreint',
    );
    t.equal(
      await remark(server, 'nurse', 'Patient/p1/$everything', 'fr'),
      `${hidden.length - 1} éléments à accès restreint`,
    );
    t.equal(await remark(server, 'nurse', 'MedicationRequest?code=secret'), undefined, 'of no patient, nothing');
    t.equal(await remark(server, 'nurse', 'MedicationRequest?patient=p2'), undefined);
    t.equal(await remark(server, 'doctor', 'MedicationRequest?patient=p1'), undefined, 'who sees it needs no count');
  },
);

onBothSearchFaces(
  t,
  '[R22] a label that comes or goes counts at once, and what was written under it stays hidden',
  async (t, { server, put }) => {
    const [, , , , , m1] = open;
    await put(...open);
    const [first] = await versionsOf(server, 'doctor', 'MedicationRequest/m1');
    await put({ ...m1, ...labelled() });
    t.equal((await send(server, 'nurse', 'GET', 'MedicationRequest/m1')).statusCode, 404);
    t.equal(
      (await send(server, 'nurse', 'GET', `MedicationRequest/m1/_history/${first}`)).statusCode,
      404,
      'as it was, too',
    );
    await put({ ...m1, note: [{ text: 'open again' }] });
    const versions = await versionsOf(server, 'doctor', 'MedicationRequest/m1');
    t.equal(versions.length, 3);
    t.strictSame(await versionsOf(server, 'nurse', 'MedicationRequest/m1'), [versions[0], versions[2]]);
    t.equal((await send(server, 'nurse', 'GET', `MedicationRequest/m1/_history/${versions[1]}`)).statusCode, 404);
    await put({ ...m1, ...labelled() });
    await send(server, 'doctor', 'DELETE', 'MedicationRequest/m1');
    t.equal((await send(server, 'doctor', 'GET', 'MedicationRequest/m1')).statusCode, 410);
    t.equal(
      (await send(server, 'nurse', 'GET', 'MedicationRequest/m1')).statusCode,
      404,
      'not even that it was deleted',
    );
  },
);

async function versionsOf(server: FhirServer, role: Role, key: string): Promise<readonly string[]> {
  const { entry } = (await send(server, role, 'GET', `${key}/_history`)).json() as {
    entry: { resource: { meta: { versionId: string } } }[];
  };
  return entry.map(({ resource }) => resource.meta.versionId);
}

onBothSearchFaces(
  t,
  '[R23] a summary does not say that nothing is noted where something is restricted',
  async (t, { server, put }) => {
    const allergy = {
      resourceType: 'AllergyIntolerance',
      id: 'a-r',
      patient: { reference: 'Patient/p1' },
      ...labelled(),
    };
    await put(...open, allergy);
    const reasonsFor = async (role: Role) => {
      const { body } = await send(server, role, 'GET', 'Patient/p1/$summary');
      const { entry } = JSON.parse(body) as { entry: { resource: { section?: IpsSection[] } }[] };
      const sections = entry[0]?.resource.section ?? [];
      return sections.map(({ code, emptyReason }) => [code.coding[0]?.code, emptyReason?.coding[0]?.code]);
    };
    const [problems, allergies, medication] = ['11450-4', '48765-2', '10160-0'];
    t.strictSame(await reasonsFor('nurse'), [
      [problems, undefined],
      [allergies, 'withheld'],
      [medication, 'unavailable'],
    ]);
    t.strictSame((await reasonsFor('doctor'))[1], [allergies, undefined]);
  },
);

interface IpsSection {
  readonly code: { readonly coding: readonly { readonly code: string }[] };
  readonly emptyReason?: { readonly coding: readonly { readonly code: string }[] };
}
