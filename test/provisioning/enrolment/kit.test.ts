import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { writeRequest } from '../../../provisioning/certificates/request.js';
import { callControl } from '../../../provisioning/control/client.js';
import { deriveInviteSecret } from '../../../provisioning/enrolment/invite-secret.js';
import {
  readKitBundle,
  readKitRequest,
  writeKitBundle,
  writeKitRequest,
} from '../../../provisioning/enrolment/kit/kit-message.js';
import { parseOneTimeCode } from '../../../provisioning/enrolment/one-time-code.js';
import { kitRequestProof } from '../../../provisioning/enrolment/transcript.js';
import { nodePaths, readIdentity, readNode } from '../../../provisioning/node-folder.js';
import type { SiteHistory } from '../../../provisioning/verbs/site-verbs.js';
import { contentsOf, EnrolmentWorld } from '../../support/enrolment-world.js';
import { type CarnetRun, callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.setTimeout(600_000);
const world = await EnrolmentWorld.start(t);
t.teardown(() => world.stopHub());

/** The command in this process; whole runs of it stand in the first test. */
const carnet = (...parameters: readonly string[]): Promise<CarnetRun> => callCarnet(parameters);
const carnetProcess = (...parameters: readonly string[]) => spawnCarnet(parameters);

/** A box that has asked by a file, and what it asked. */
async function asked(t: Test, run = carnet) {
  const stick = temporaryFolder(t);
  const invited = await world.invite();
  const request = join(stick, 'request.txt');
  const bundle = join(stick, 'bundle.txt');
  const ask = () => run('join', invited.code, '--request', request, '--dir', invited.dir, '--host', 'box.lan');
  const first = await ask();
  t.equal(first.exit, 0, first.error);
  const answer = (file = request, ...more: readonly string[]) =>
    run('site', 'kit', file, '--out', bundle, '--dir', world.hubDir, ...more);
  const take = (file = bundle, ...more: readonly string[]) =>
    run('join', '--bundle', file, '--dir', invited.dir, ...more);
  return { ...invited, stick, request, bundle, ask, answer, take };
}

t.test('[E20] [E21] a box without a network becomes a site by two files, whether or not the hub runs', async (t) => {
  for (const isRunning of [true, false]) {
    const box = await asked(t, carnetProcess);
    if (!isRunning) await world.stopHub();
    const requestText = readFileSync(box.request, 'utf8');
    t.match(await box.ask(), { exit: 0, error: /attempt before asks again/ });
    t.equal(readFileSync(box.request, 'utf8'), requestText, 'asked again: the same request');
    t.match(await box.answer(), { exit: 0, out: new RegExp(`makes one box site ${box.site}`) });
    const taken = await box.take();
    t.match(taken, { exit: 0, out: new RegExp(`now site ${box.site}`), error: /bundle is whole[\s\S]*written/ });
    const node = readNode(box.dir);
    t.match(node, { kind: 'site', code: box.site, hub: { name: 'Test', url: world.hubUrl } });
    const certificate = readIdentity(box.dir).certificatePem;
    const history = await historyOf(box.site);
    t.strictSame(
      history.map(({ fingerprint }) => fingerprint),
      [certificateFingerprintOf(certificate)],
      'it is on the hub’s list',
    );
    const before = contentsOf(box.dir);
    t.match(await box.take(), { exit: 0, out: /already site/ });
    t.match(await carnet('join', box.code, '--dir', box.dir), { exit: 0, out: /already site/ }, 'so does the code');
    t.strictSame(contentsOf(box.dir), before);
  }
  await world.startHub();
});

async function historyOf(code: string) {
  const { exit, out } = await carnet('site', 'history', code, '--dir', world.hubDir, '--json');
  if (exit !== 0) throw new Error(out);
  return (JSON.parse(out) as SiteHistory).certificates;
}

t.test('[E20] the code stands in no file; the key asks again and gets the same, another box is refused', async (t) => {
  const box = await asked(t);
  const { text } = parseOneTimeCode(box.code);
  for (const place of [box.dir, box.stick]) {
    for (const name of readdirSync(place)) {
      const content = readFileSync(join(place, name), 'utf8');
      t.notMatch(content, box.code);
      t.notMatch(content, text);
      t.notMatch(Buffer.from(content, 'base64').toString('latin1'), box.code);
    }
  }
  t.equal(statSync(nodePaths(box.dir).pendingJoin).mode & 0o777, 0o600);
  const { proofKey } = await deriveInviteSecret(parseOneTimeCode(box.code));
  t.notMatch(JSON.stringify(readKitRequest(readFileSync(box.request, 'utf8'))), proofKey);
  const [first, second] = [await box.answer(), readFileSync(box.bundle, 'utf8')];
  t.equal(first.exit, 0);
  t.equal((await box.answer()).exit, 0);
  const certificateOf = (bundle: string) => JSON.parse(readKitBundle(bundle).answer).certificatePem;
  t.equal(certificateOf(readFileSync(box.bundle, 'utf8')), certificateOf(second), 'the same certificate');
  const other = join(box.stick, 'other');
  const file = join(box.stick, 'other.txt');
  t.equal((await carnet('join', box.code, '--request', file, '--dir', other)).exit, 0);
  t.match(await box.answer(file), { exit: 3, error: /already used by another box/ });
  t.match(await carnet('join', '--bundle', box.bundle, '--dir', other, '--lang', 'fr'), {
    exit: 3,
    error: /est d’un autre boîtier[\s\S]*Rien n’a été modifié/,
  });
  t.match(await carnet('join', box.code, '--hub', world.hubUrl, '--dir', other), { exit: 3, error: /already used/ });
  // What the box asked by a file it may also ask over the network, with the same key.
  t.match(await carnet('join', box.code, '--hub', world.hubUrl, '--dir', box.dir), { exit: 0 });
  t.equal((await historyOf(box.site)).length, 1);
});

t.test(
  '[E21] a file that was cut off, changed, mixed up or forged is told for what it is, and changes nothing',
  async (t) => {
    const box = await asked(t);
    const request = readFileSync(box.request, 'utf8');
    const wrong = join(box.stick, 'wrong.txt');
    const untouched = contentsOf(box.dir);
    const atHub = async (text: string, language: string) => {
      writeFileSync(wrong, text);
      return box.answer(wrong, '--lang', language);
    };
    t.match(await atHub(request.slice(0, 300), 'en'), { exit: 1, error: /not whole: it was cut off/ });
    t.match(await atHub('', 'fr'), { exit: 1, error: /incomplet : la copie a été coupée/ });
    t.match(await atHub(altered(request), 'en'), { exit: 1, error: /not as it was written/ });
    t.match(await atHub('bonjour', 'fr'), { exit: 1, error: /plus comme il a été écrit/ });
    const said = readKitRequest(request);
    const forged = writeKitRequest({ ...said, requestPem: writeRequest(await stockKeyPairs(2048), box.site) });
    t.match(await atHub(forged, 'fr'), { exit: 3, error: /ne connaissait pas le code/ }, 'another key, sound digest');
    const { proofKey } = await deriveInviteSecret(parseOneTimeCode(box.code));
    const foreign = { ...said, requestPem: writeRequest(await stockKeyPairs(2048), '7KE') };
    const siteProof = kitRequestProof(proofKey, { ...foreign, hubNonce: '', authorityFingerprint: '' });
    t.match(await atHub(writeKitRequest({ ...foreign, siteProof }), 'en'), { exit: 3, error: /for another name/ });
    t.match(await carnet('site', 'kit', join(box.stick, 'none'), '--out', wrong, '--dir', world.hubDir), { exit: 1 });
    t.equal(await world.stateOf(box.site), 'invited', 'the code is still good');
    t.notOk(existsSync(box.bundle));

    t.equal((await box.answer()).exit, 0);
    const bundle = readFileSync(box.bundle, 'utf8');
    const atBox = async (text: string, language: string) => {
      writeFileSync(wrong, text);
      return box.take(wrong, '--lang', language);
    };
    t.match(await atBox(bundle.slice(0, -40), 'fr'), { exit: 1, error: /incomplet : la copie a été coupée/ });
    t.match(await atBox(altered(bundle), 'fr'), { exit: 1, error: /plus comme il a été écrit/ });
    t.match(await atBox(request, 'en'), { exit: 2, error: /this is the request/ });
    t.match(await atHub(bundle, 'en'), { exit: 2, error: /this is the bundle/ });
    const whole = readKitBundle(bundle);
    const answer = whole.answer.replace(/"hubUrl":"[^"]+"/, '"hubUrl":"https://evil.example"');
    const forgery = await atBox(writeKitBundle({ ...whole, answer }), 'en');
    t.match(forgery, { exit: 3, error: /did not know the one-time code/ });
    t.match(await atBox(writeKitBundle({ ...whole, authorityPem: 'x' }), 'fr'), {
      exit: 3,
      error: /ne connaissait pas/,
    });
    const neighbour = await asked(t);
    t.equal((await neighbour.answer()).exit, 0);
    t.match(await box.take(neighbour.bundle), { exit: 3, error: /does not answer a request of this box/ });
    t.strictSame(contentsOf(box.dir), untouched, 'the key still waits for its answer');
    t.match(await box.take(), { exit: 0, out: new RegExp(`now site ${box.site}`) });
    t.match(await box.take(neighbour.bundle), { exit: 3, error: /already a site, enrolled with another code/ });
    t.match(await carnet('join', box.code, '--bundle', wrong, '--dir', box.dir), { exit: 2, error: /stands alone/ });
    const nowhere = join(box.stick, 'none', 'request.txt');
    const third = await world.invite();
    t.match(await carnet('join', third.code, '--request', nowhere, '--dir', third.dir), { exit: 1 });
    t.notOk(existsSync(third.dir), 'nobody heard of the key: nothing is left');
  },
);

/** One character of what it holds is another one. */
function altered(text: string): string {
  const lines = text.split('\n');
  const line = lines[3] ?? '';
  return text.replace(line, `${line.slice(0, 10)}${line[10] === 'A' ? 'B' : 'A'}${line.slice(11)}`);
}

t.test('[E20] a request is good as long as its invite', async (t) => {
  const box = await asked(t);
  await callControl(world.hubDir, 'site-invite', { code: box.site });
  const late = await box.answer();
  t.equal(late.exit, 3);
  t.match(late.error, /does not know this code|has expired/);
});
