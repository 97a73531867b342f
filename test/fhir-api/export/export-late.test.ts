import t from 'tap';
import { asker, linesOf, wholeExport } from '../../support/bulk-export.js';
import { hearOf } from '../../support/far-version.js';
import { addPatient, send, startFhirServer } from '../../support/fhir-server.js';

t.test('[F104][F86] what changed because an older version came late is told to who asks since then', async (t) => {
  const server = await startFhirServer(t);
  const id = await addPatient(server);
  const { meta, ...person } = (await send(server, 'doctor', 'GET', `Patient/${id}`)).json();
  server.clock.milliseconds += 10_000;
  await send(server, 'doctor', 'PUT', `Patient/${id}`, { ...person, gender: 'male' });
  const stampMilliseconds = server.clock.milliseconds - 5_000;
  server.clock.milliseconds += 60_000;
  const since = new Date(server.clock.milliseconds).toISOString();
  server.clock.milliseconds += 60_000;
  await hearOf(server, { ...person, maritalStatus: { text: 'M' } }, meta.versionId, stampMilliseconds);

  const ask = asker(server, 'doctor');
  const [line = '{}', ...others] = await linesOf(ask, (await wholeExport(ask, `$export?_since=${since}`)).output);
  t.match(JSON.parse(line), { id, gender: 'male', maritalStatus: { text: 'M' } }, 'both of what was written');
  t.strictSame(others, []);
});
