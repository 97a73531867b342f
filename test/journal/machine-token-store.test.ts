import t from 'tap';
import { parseResourceId, parseSiteCode } from '../../protocol/ids.js';
import { openSite } from '../support/journal-fixtures.js';

const token = {
  ...{ name: 'cobas', hash: 'aa', author: 'Device/7KD.cobas', scopes: 'patient/*.rs', patient: parseResourceId('p1') },
  ...{ createdMilliseconds: 10, expiresMilliseconds: 100 },
};
const { hash: _, ...shown } = token;

t.test(
  '[F122] a token is found by its hash until it expires or is revoked, and its name is never given again',
  async (t) => {
    const { machineTokens } = openSite(t, parseSiteCode('7KD'));
    await machineTokens.add(token);
    await t.rejects(machineTokens.add({ ...token, hash: 'bb' }), { code: 'already-exists' });
    t.match(await machineTokens.find('aa', 99), shown);
    t.equal(await machineTokens.find('aa', 100), undefined);
    t.equal(await machineTokens.find('bb', 50), undefined);
    await machineTokens.noteUse('cobas', 42);
    t.match(await machineTokens.revoke('cobas', 60), { ...shown, usedMilliseconds: 42, revokedMilliseconds: 60 });
    t.match(await machineTokens.revoke('cobas', 70), { revokedMilliseconds: 60 }, 'it ended when it ended');
    t.equal(await machineTokens.find('aa', 61), undefined);
    await t.rejects(machineTokens.revoke('nobody', 60), { code: 'not-found' });
    await t.rejects(machineTokens.add({ ...token, hash: 'cc' }), { code: 'already-exists' });
    t.match(await machineTokens.list(), [{ name: 'cobas' }]);
  },
);

t.test('[T24] a token that was made by a wrong clock is good for as long as it was meant to be', async (t) => {
  const { machineTokens } = openSite(t, parseSiteCode('7KD'));
  await machineTokens.add(token);
  await machineTokens.add({ ...token, name: 'late', hash: 'bb', createdMilliseconds: 50 });
  await machineTokens.move({ sinceMilliseconds: 20, byMilliseconds: 1000 });
  t.match(await machineTokens.list(), [
    { name: 'cobas', createdMilliseconds: 10, expiresMilliseconds: 100 },
    { name: 'late', createdMilliseconds: 1050, expiresMilliseconds: 1100 },
  ]);
});
