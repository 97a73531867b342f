import t from 'tap';
import { roles } from '../../../record/role.js';
import { addPatient, send, startFhirServer } from '../../support/fhir-server.js';

t.test(
  '[R41] [R34] the administrator has the register and what the notice lacks; nobody else, and nothing of a record',
  async (t) => {
    const server = await startFhirServer(t);
    await addPatient(server);
    for (const role of roles) {
      const answer = await send(server, role, 'GET', '/api/console/register?language=en');
      t.equal(answer.statusCode, role === 'admin' ? 200 : 403, role);
    }
    const answer = await send(server, 'admin', 'GET', '/api/console/register');
    t.match(answer.json(), {
      register: { node: { name: 'Hôpital de Garoua' }, entries: [{ title: 'Dossier médical' }] },
      missing: ['privacyAddress', 'privacyContact', 'privacyAuthority', 'privacyRecordYears'],
    });
    t.notMatch(answer.body, /Éyébé|Aïssatou|100200300/);
    t.equal((await send(server, 'admin', 'GET', '/api/console/register?language=de')).statusCode, 400);
  },
);
