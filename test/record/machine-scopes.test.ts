import fc from 'fast-check';
import t from 'tap';
import { type Action, mayDo } from '../../record/access.js';
import { resourceTypes } from '../../record/definitions/load.js';
import { parseScopes, reachOfScopes } from '../../record/machine-scopes.js';
import { hasCompartment } from '../../record/patient-compartment.js';
import { roles } from '../../record/role.js';

const actions: readonly Action[] = ['create', 'read', 'history', 'update', 'delete', 'search'];
/** SMART App Launch 2.x, Scopes for requesting FHIR Resources. */
const letterOf = { create: 'c', read: 'r', history: 'r', update: 'u', link: 'u', delete: 'd', search: 's' };
const types = resourceTypes().filter((type) => type !== 'Bundle' && type !== 'Parameters');
const isAnybodys = (type: string, action: Action) => roles.some((role) => mayDo(role, type, action));

function reachesOf(scopes: string, type: string): Record<string, string> {
  const read = parseScopes(scopes, /patient\//.test(scopes));
  return Object.fromEntries(actions.map((action) => [action, reachOfScopes(read, type, action)]));
}

t.test('[F123] a scope grants its letters on its type, and nothing on any other', async (t) => {
  const rs = { create: 'none', read: 'all', history: 'all', update: 'none', delete: 'none', search: 'all' };
  t.strictSame(reachesOf('system/Observation.rs', 'Observation'), rs);
  t.notOk(Object.values(reachesOf('system/Observation.cruds', 'Condition')).some((reach) => reach !== 'none'));
  t.strictSame(reachesOf('system/*.r system/Observation.s', 'Observation'), rs);
  t.strictSame(reachesOf('patient/*.rs system/Observation.r', 'Observation'), { ...rs, search: 'compartment' });
  t.equal(reachesOf('patient/*.rs', 'Organization')['read'], 'none', 'what is in no compartment');
});

t.test('[F123] the words of SMART 1.0 mean what 2.x says they do', async (t) => {
  t.strictSame(reachesOf('system/Observation.read', 'Observation'), reachesOf('system/Observation.rs', 'Observation'));
  t.strictSame(
    reachesOf('system/Observation.write', 'Observation'),
    reachesOf('system/Observation.cud', 'Observation'),
  );
  t.strictSame(reachesOf('system/*.*', 'Observation'), reachesOf('system/*.cruds', 'Observation'));
});

t.test('[F123] any scopes: what they reach is what some scope says, within what some role may do', async (t) => {
  const letters = fc.subarray([...'cruds'], { minLength: 1 }).map((list) => list.join(''));
  const scope = fc.record({
    level: fc.constantFrom('system', 'patient'),
    type: fc.constantFrom('*', 'Patient', 'Observation', 'Organization', 'Endpoint', 'AuditEvent'),
    letters,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(scope, { minLength: 1, maxLength: 5 }), fc.constantFrom(...types), async (list, type) => {
      const legal = list.filter((each) => {
        const allowed = [...each.letters].every((letter) =>
          actions.some((action) => letterOf[action] === letter && isAnybodys(each.type, action)),
        );
        return each.type === '*' || (allowed && (each.level === 'system' || hasCompartment(each.type)));
      });
      if (legal.length === 0) return;
      const hasPatient = legal.some(({ level }) => level === 'patient');
      const text = legal.map((each) => `${each.level}/${each.type}.${each.letters}`).join(' ');
      const read = parseScopes(text, hasPatient);
      for (const action of actions) {
        const granting = legal.filter(
          (each) =>
            (each.type === type || (each.type === '*' && type !== 'AuditEvent')) &&
            each.letters.includes(letterOf[action]),
        );
        const expected = !isAnybodys(type, action)
          ? 'none'
          : granting.some(({ level }) => level === 'system')
            ? 'all'
            : granting.length > 0 && hasCompartment(type) && type !== 'AuditEvent'
              ? 'compartment'
              : 'none';
        t.equal(reachOfScopes(read, type, action), expected, `${text}: ${action} ${type}`);
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});

t.test('[F123] what is no scope, or none that is served, is refused with the word for it', async (t) => {
  for (const [text, why] of [
    ['', /1 to/],
    ['system', /written as/],
    ['system/Observation', /written as/],
    ['system/observation.rs', /no type/],
    ['system/Observatoin.rs', /no type/],
    ['system/Observation.sr', /this order/],
    ['system/Observation.rr', /this order/],
    ['system/Observation.x', /this order/],
    ['system/Observation.', /written as/],
    ['system/Observation.rs?category=laboratory', /not served/],
    ['user/Observation.rs', /system\/ and patient\//],
    ['launch/patient', /written as/],
    ['openid', /written as/],
    ['constructor/Observation.rs', /system\/ and patient\//],
    ['system/Observation.constructor', /this order/],
    ['system/Endpoint.c', /nobody/],
    ['system/AuditEvent.ru', /nobody/],
    [Array(101).fill('system/*.r').join(' '), /1 to/],
  ] as const) {
    t.throws(() => parseScopes(text, false), { code: 'usage-wrong', message: why }, text);
  }
  t.throws(() => parseScopes('patient/Organization.r', true), { message: /compartment/ });
  t.throws(() => parseScopes('patient/*.r', false), { message: /needs the patient/ });
  t.throws(() => parseScopes('system/*.r', true), { message: /changes nothing/ });
});

t.test('[F123] metrics is a scope of its own, and reaches no record', async (t) => {
  const read = parseScopes('metrics', false);
  t.ok(read.metrics);
  for (const type of types) for (const action of actions) t.equal(reachOfScopes(read, type, action), 'none');
  t.notOk(parseScopes('system/*.cruds', false).metrics);
});

t.test('[R63] the audit is reached by its name and as a whole, by no wildcard and of no patient', async (t) => {
  const reach = (scopes: string) =>
    reachOfScopes(parseScopes(scopes, scopes.includes('patient/')), 'AuditEvent', 'read');
  t.equal(reach('system/AuditEvent.rs'), 'all');
  for (const scopes of ['system/*.cruds', 'patient/*.rs', 'patient/AuditEvent.rs', 'system/Patient.rs']) {
    t.equal(reach(scopes), 'none', scopes);
  }
});
