import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { certificatesIn } from '../../../provisioning/certificates/pem.js';
import { addSlot, removeKeySlot } from '../../../provisioning/custody/edit-slots.js';
import { createKeySlots, unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { newHubSlot, newRecoverySlot } from '../../../provisioning/custody/new-slot.js';
import { readSlotList, writeSlotList } from '../../../provisioning/custody/slot-list.js';
import { examine } from '../../../provisioning/doctor/examine.js';
import { askForShare } from '../../../provisioning/key-share/ask-share.js';
import { keyShareAskPath, keyShareBeginPath } from '../../../provisioning/key-share/message.js';
import { readIdentity, writeIdentity, writeNode } from '../../../provisioning/node-folder.js';
import { writeBundle } from '../../../provisioning/trust/bundle.js';
import { trustAfterPath } from '../../../provisioning/trust/message.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const slot = 'ab'.repeat(8);
const site = parseSiteCode('7KD');
const nowhere = { host: '127.0.0.1', port: 1 };

/** A site's folder, and a hub that proves itself and then says whatever it is told to. */
async function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const dir = temporaryFolder(t);
  const nowMilliseconds = Date.now();
  const authority = await createAuthority('Test', nowMilliseconds, stockKeyPairs);
  const [own, hub] = [await stockKeyPairs(2048), await stockKeyPairs(2048)];
  const issue = (code: typeof site, publicKeyPem: string) =>
    issueCertificate(authority, { code, publicKeyPem, extraHosts: [], nowMilliseconds });
  const share = randomBytes(32).toString('hex');
  const answers = new Map<string | undefined, object>([
    [keyShareBeginPath, { hubNonce: 'n' }],
    [keyShareAskPath, { share }],
  ]);
  const asked: (string | undefined)[] = [];
  const shown = { key: hub.privateKeyPem, cert: issue(hubCode, hub.publicKeyPem), minVersion: 'TLSv1.3' as const };
  const server = createServer(shown, (incoming, outgoing) => {
    asked.push(incoming.url);
    incoming.resume().on('end', () => outgoing.end(JSON.stringify(answers.get(incoming.url))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const node = { code: site, name: 'Garoua', region: 'Nord', epoch: 1, https: nowhere, links: [] };
  writeNode(dir, { ...node, kind: 'site', hub: { name: 'Test', url } });
  const certificatePem = issue(site, own.publicKeyPem);
  writeIdentity(dir, { keyPem: own.privateKeyPem, certificatePem, authorityPem: authority.certificatePem });
  return { dir, share, answers, asked, authority };
}

t.test('[K8] what is no share and no nonce proves no hub, whoever says it', async (t) => {
  const { dir, share, answers } = await setUp(t);
  t.equal((await askForShare(dir, slot, 'give')).toString('hex'), share);
  for (const answer of [{}, { share: 'ab' }, { share: 7 }]) {
    answers.set(keyShareAskPath, answer);
    await t.rejects(askForShare(dir, slot, 'give'), { code: 'hub-unproven' });
  }
  answers.set(keyShareBeginPath, { hubNonce: 7 });
  await t.rejects(askForShare(dir, slot, 'give'), { code: 'hub-unproven' });
});

t.test('[K8][E40] a box that missed an exchange of the root gets its share all the same', async (t) => {
  const { dir, share, answers, asked, authority } = await setUp(t);
  const identity = readIdentity(dir);
  const before = await createRoot('Test', Date.now(), stockKeyPairs);
  writeIdentity(dir, { ...identity, authorityPem: before.certificatePem });
  await t.rejects(askForShare(dir, slot, 'give'), { code: 'hub-unproven' }, 'nothing followed');
  const stranger = await createRoot('Test', Date.now(), stockKeyPairs);
  const roots = certificatesIn(authority.certificatePem);
  answers.set(trustAfterPath, { bundles: [writeBundle({ version: 2, roots, distrusted: [] }, stranger)] });
  await t.rejects(askForShare(dir, slot, 'give'), { code: 'hub-unproven' }, 'what followed is of somebody else');
  t.notOk(asked.includes(keyShareAskPath), 'nobody was asked for a share');
  answers.set(trustAfterPath, { bundles: [writeBundle({ version: 2, roots, distrusted: [] }, before)] });
  t.equal((await askForShare(dir, slot, 'give')).toString('hex'), share);
  t.equal(readIdentity(dir).authorityPem, before.certificatePem, 'who starts next stores it');
});

t.test('[O1][K8] the doctor asks the hub once, and says what it answered', async (t) => {
  const { dir, answers, asked } = await setUp(t);
  const key = createKeySlots(dir);
  const dataKey = Buffer.from(key, 'hex');
  addSlot(dir, key, await newHubSlot(dir, dataKey));
  addSlot(dir, key, newRecoverySlot(dataKey).slot);
  const [token] = readSlotList(dir).slots;
  removeKeySlot(dir, key, token?.id ?? '');
  t.equal(await unlockDataKey(dir), key);
  asked.length = 0;
  const keyFinding = async () =>
    (await examine({ dir, nowMilliseconds: Date.now() })).findings.find(({ check }) => check === 'key');
  t.match(await keyFinding(), { state: 'ok' });
  t.strictSame(asked, [keyShareBeginPath, keyShareAskPath]);

  const list = readSlotList(dir);
  writeSlotList(dir, list, randomBytes(32));
  t.match(
    await keyFinding(),
    { state: 'fault', what: { en: /altered/ } },
    'judged by the key that the hub’s share opens',
  );
  writeSlotList(dir, list, dataKey);
  answers.set(keyShareAskPath, {});
  t.match(await keyFinding(), { state: 'fault', what: { en: /hub: hub-unproven/ } });
  await t.rejects(unlockDataKey(dir), { code: 'database-key-wrong', detail: /hub: hub-unproven/ });
});
