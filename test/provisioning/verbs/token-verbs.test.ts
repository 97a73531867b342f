import t from 'tap';
import { parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import { hashSecret } from '../../../provisioning/secrets/secret.js';
import { createToken, listTokens, revokeToken } from '../../../provisioning/verbs/token-verbs.js';
import { author, resourceOf } from '../../support/journal-fixtures.js';
import { verbContext } from '../../support/verb-context.js';

const scope = 'system/Observation.crus  system/Patient.rs';

t.test('[F122] a token is shown once and kept as a hash; its machine is a Device with its name', async (t) => {
  const context = verbContext(t, 'site');
  const { secret, token } = await createToken(context, { name: 'cobas', scope, days: 30 });
  t.match(token, { name: 'cobas', author: 'Device/7KD.cobas', scopes: 'system/Observation.crus system/Patient.rs' });
  t.equal(token.expiresMilliseconds - token.createdMilliseconds, 30 * 86_400_000);
  t.match(secret, /^[\w-]{43}$/);
  t.notMatch(JSON.stringify([token, await listTokens(context)]), secret);
  t.match(await context.journal.machineTokens.find(hashSecret(secret), context.now()), { name: 'cobas' });
  t.equal(
    await context.journal.machineTokens.find(secret, context.now()),
    undefined,
    'the hash is kept, not the secret',
  );
  const device = await context.journal.records.read({
    type: parseResourceType('Device'),
    id: parseResourceId('7KD.cobas'),
  });
  t.match(JSON.parse(device?.body ?? '{}'), { deviceName: [{ name: 'cobas' }] });

  t.match(await revokeToken(context, { name: 'cobas' }), { name: 'cobas', revokedMilliseconds: Number });
  t.equal(await context.journal.machineTokens.find(hashSecret(secret), context.now()), undefined);
  await t.rejects(createToken(context, { name: 'cobas', scope }), { code: 'already-exists' });
  await t.rejects(revokeToken(context, { name: 'unheard-of' }), { code: 'not-found' });
});

t.test('[F122] [F123] what is wrong with a token is said before anything is made', async (t) => {
  const context = verbContext(t, 'hub');
  const wrong: readonly [object, string][] = [
    [{ name: 'Cobas', scope }, 'usage-wrong'],
    [{ name: '', scope }, 'usage-wrong'],
    [{ name: 'cobas' }, 'usage-wrong'],
    [{ name: 'cobas', scope: 'system/Observation.rs?category=x' }, 'usage-wrong'],
    [{ name: 'cobas', scope, days: 0 }, 'usage-wrong'],
    [{ name: 'cobas', scope, days: 731 }, 'usage-wrong'],
    [{ name: 'cobas', scope: 'patient/*.rs' }, 'usage-wrong'],
    [{ name: 'cobas', scope: 'patient/*.rs', patient: 'nobody' }, 'not-found'],
  ];
  for (const [args, code] of wrong) await t.rejects(createToken(context, args), { code }, JSON.stringify(args));
  t.strictSame(await listTokens(context), []);
  t.equal((await context.journal.records.history({ count: 5 })).versions.length, 0);
});

t.test('[F122] a token names the patient whom it is about', async (t) => {
  const context = verbContext(t, 'site');
  const resource = resourceOf({ resourceType: 'Patient', id: 'p1' });
  await context.journal.records.commitBundle({ author, entries: [{ verb: 'create', resource }] });
  const { token } = await createToken(context, { name: 'p', scope: 'patient/*.rs', patient: 'Patient/p1' });
  t.match(token, { patient: 'p1', scopes: 'patient/*.rs' });
});
