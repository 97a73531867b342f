import { join } from 'node:path';
import t from 'tap';
import { createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { openRoot } from '../../../provisioning/trust/root-file.js';
import { callCarnet, spawnCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { hubCommand, makeHubOfBefore, rootOptions } from '../../support/trust-tools.js';

async function newHub(t: Parameters<typeof temporaryFolder>[0]) {
  const folder = temporaryFolder(t);
  const dir = join(folder, 'hub');
  const made = await callCarnet(['hub', 'init', '--dir', dir, '--json', '--listen', '127.0.0.1']);
  const { file, code } = (JSON.parse(made.out) as { readonly root: { readonly file: string; readonly code: string } })
    .root;
  return { folder, dir, root: await rootOptions(folder, await openRoot(file, code)) };
}

const frenchStatus = async (dir: string) =>
  (await callCarnet(['hub', 'trust', 'status', '--dir', dir, '--lang', 'fr'])).out;

t.test('[E41] `hub trust status` says in French where an exchange stands, and what comes next', async (t) => {
  const { folder, dir, root } = await newHub(t);
  const next = await createRoot('Test', Date.now(), stockKeyPairs);
  const steady = await frenchStatus(dir);
  t.match(
    steady,
    /^Lot 1\nRacine [0-9a-f]{16}…, jusqu’au \d{4}-\d\d-\d\d.*, utilisée\nAutorité émettrice [0-9a-f]{64}, jusqu’au/,
  );
  t.match(steady, /Sites qui ignorent le lot : 0\nEnsuite : rien : une seule racine, et elle sert/);
  await hubCommand(dir, 'trust', 'announce', ...(await rootOptions(folder, next, 'new-root')), ...root);
  const announced = await frenchStatus(dir);
  t.match(announced, /^Lot 2\nRacine [^\n]+, utilisée\nRacine [^\n]+Z\n/, 'the second is not used yet');
  t.match(announced, /Ensuite : quand plus aucun site n’ignore le lot : arrêtez le central, carnet hub trust switch/);
  await hubCommand(dir, 'trust', 'switch');
  const switched = await frenchStatus(dir);
  t.match(switched, /^Lot 2\nRacine [^\n]+Z\nRacine [^\n]+, utilisée\n/);
  t.match(switched, /Ensuite : quand plus aucun certificat ne tient à la première racine \(sous 90 jours\)/);
  const second = await rootOptions(temporaryFolder(t), next);
  await hubCommand(dir, 'trust', 'retire', ...second);
  await hubCommand(dir, 'trust', 'distrust', 'e'.repeat(64), ...second);
  t.match(await frenchStatus(dir), /^Lot 4\n[\s\S]*\nÉcartée e{64}\n/);
  await makeHubOfBefore(dir);
  t.match(await frenchStatus(dir), /Racine et autorité émettrice ne font qu’un, et la clé est ici\n/);
});

t.test('[E36] a root’s file that is missing is told before anybody is asked for its code', async (t) => {
  const { folder, dir, root } = await newHub(t);
  const missing = join(folder, 'missing.carnet');
  const lines = [
    ['trust', 'retire', '--root', missing],
    ['trust', 'distrust', 'e'.repeat(64), '--root', missing],
    ['trust', 'announce', '--new-root', root[1] ?? '', '--root', missing],
    ['trust', 'announce', '--new-root', missing, '--root', root[1] ?? ''],
    ['issuing', 'rotate', '--root', missing],
    ['issuing', 'rebuild', '--root', missing],
  ];
  for (const line of lines) {
    const said = await spawnCarnet(['hub', ...line, '--dir', dir, '--lang', 'fr']);
    t.match(said, { exit: 1, out: '' }, line.join(' '));
    t.match(said.error, missing);
    t.notMatch(said.error, /Code ou phrase secrète/, 'nobody was asked');
  }
});
