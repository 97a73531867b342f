import t from 'tap';
import { Problem } from '../../protocol/problem.js';
import { regions } from '../../provisioning/demo/population/places.js';
import { generatePopulation } from '../../provisioning/demo/population/population.js';
import { readHealthId } from '../../record/identity/health-id.js';
import { parseResource } from '../../record/parse.js';

const startMilliseconds = Date.parse('2026-11-20T08:00:00Z');

t.test('every synthetic resource passes the one door for untrusted input', async (t) => {
  const refused = new Set<string>();
  let count = 0;
  for (const region of regions) {
    const site = { code: '7KD', region: region.name };
    for (const history of generatePopulation({ seed: 'valid', patients: 12, site, startMilliseconds })) {
      for (const resource of history.groups.flatMap((group) => group.resources)) {
        count += 1;
        try {
          const parsed = parseResource(JSON.stringify(resource), { nowMilliseconds: startMilliseconds });
          if (parsed.filing.patient !== history.patient.id) refused.add(`${parsed.type} is filed under no patient`);
        } catch (cause) {
          if (!(cause instanceof Problem)) throw cause;
          refused.add(`${resource.resourceType} ${cause.issues.map(({ path, text }) => `${path} ${text}`).join()}`);
        }
      }
    }
  }
  t.same([...refused], []);
  t.ok(count > 3000);
});

t.test('health identifiers of the population have their right check character', async (t) => {
  const site = { code: '7KD', region: 'Nord' };
  for (const { patient } of generatePopulation({ seed: 'valid', patients: 40, site, startMilliseconds })) {
    const identifiers = patient['identifier'] as readonly { system: string; value: string }[];
    const value = identifiers.find(({ system }) => system === 'urn:carnet:health-id')?.value ?? '';
    t.equal(readHealthId(value)?.text, value);
  }
});
