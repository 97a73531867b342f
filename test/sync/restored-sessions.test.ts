import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { pinPerson } from '../support/pin-person.js';
import { type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { callCarnet } from '../support/run-carnet.js';

const password = 'correct horse battery staple';

t.test('[N16] after a restore no session of before is good, nor a PIN that its owner changed since', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const site = network.sites[0] as NetworkSite;
  const { dir } = site;
  await callControl(dir, 'user-add', { name: 'awa', displayName: 'Awa', role: 'nurse', password });
  const browser = pinPerson(() => site.edge.httpPort, 'awa', password);
  const [left, cookie] = [await browser.signIn(), await browser.signIn()];
  t.equal(await browser.choose(cookie, '4802'), 204);
  const usb = join(network.folder, 'usb');
  mkdirSync(usb);
  const made = await callCarnet(['backup', '--dir', dir, '--to', usb, '--json']);
  const file = (JSON.parse(made.out) as readonly { readonly file: string }[])[0]?.file ?? '';

  t.equal(await browser.choose(cookie, '9173'), 204);
  t.equal(await browser.status(left, 'DELETE'), 204);
  await site.edge.stop();
  t.equal((await callCarnet(['restore', file, '--dir', dir, '--discard-unsent'])).exit, 0);
  site.edge = await runEdge(dir);
  t.strictSame([await browser.status(left, 'GET'), await browser.status(cookie, 'GET')], [401, 401]);
  const again = await browser.signIn();
  t.equal(await browser.lock(again), 204);
  t.equal(await browser.unlock(again, '4802'), 401, 'the PIN of then');
  t.equal(await browser.unlock(again, '9173'), 401, 'the backup does not know the PIN of now');
});
