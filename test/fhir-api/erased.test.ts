import t from 'tap';
import { parseResourceId } from '../../protocol/ids.js';
import { erasureOf } from '../support/erasures.js';
import { addPatient, glucoseText, patient, refusalOf, send, startFhirServer } from '../support/fhir-server.js';

t.test(
  '[W13][W12] what was erased is 410 by law, has a history without content, and is found by nothing',
  async (t) => {
    const server = await startFhirServer(t);
    const id = await addPatient(server);
    const other = await addPatient(server);
    const created = (await send(server, 'doctor', 'POST', 'Observation', glucoseText(id))).json();
    const address = `Observation/${created.id}`;
    await server.journal.erasures.erase(erasureOf(id));

    for (const url of [`Patient/${id}`, address, `${address}/_history/${created.meta.versionId}`]) {
      const answer = await send(server, 'doctor', 'GET', url);
      t.match(refusalOf(answer), { status: 410, code: 'erased' }, url);
      t.match(answer.json(), { resourceType: 'OperationOutcome', issue: [{ code: 'deleted' }] });
    }
    t.match(
      (await send(server, 'doctor', 'GET', address, undefined, { 'accept-language': 'fr' })).body,
      /décision légale/,
    );
    for (const url of [`Patient/${id}/$summary`, `Patient/${id}/$everything`, `${address}/$meta`]) {
      t.match(refusalOf(await send(server, 'doctor', 'GET', url)), { status: 410, code: 'erased' }, url);
    }
    const history = (await send(server, 'doctor', 'GET', `${address}/_history`)).json();
    t.match(history, { total: 1, entry: [{ request: { method: 'POST' }, response: { status: '410' } }] });
    t.notOk(history.entry[0].resource);
    for (const url of ['Observation', `Observation?subject=Patient/${id}`, `Patient?_id=${id}`]) {
      t.equal(
        (await send(server, 'doctor', 'GET', `${url}${url.includes('?') ? '&' : '?'}_total=accurate`)).json().total,
        0,
      );
    }
    t.equal((await send(server, 'doctor', 'GET', `Patient/${other}`)).statusCode, 200);

    const again = { ...patient, id };
    t.match(refusalOf(await send(server, 'doctor', 'PUT', `Patient/${id}`, again)), { status: 410, code: 'erased' });
    t.match(refusalOf(await send(server, 'doctor', 'POST', 'Observation', glucoseText(id))), { status: 410 });
    const patch = [{ op: 'replace', path: '/status', value: 'amended' }];
    const patched = await send(server, 'doctor', 'PATCH', address, patch, {
      'content-type': 'application/json-patch+json',
    });
    t.match(refusalOf(patched), { status: 410, code: 'erased' });
    t.equal(
      (await server.journal.records.read({ type: created.resourceType, id: parseResourceId(created.id) }))?.body,
      '',
    );
  },
);
