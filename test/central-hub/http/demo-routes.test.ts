import { join } from 'node:path';
import t from 'tap';
import { RelayControl } from '../../../provisioning/demo/relay/relay-control.js';
import { readNode, writeNode } from '../../../provisioning/node-folder.js';
import { startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf } from '../../support/programs-people.js';

t.test('in a demo folder operations may cut a relayed link and mend it', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  const relay = site?.relays.get('fibre');
  if (site === undefined || relay === undefined) throw new Error('site');
  const relaySocket = join(network.folder, 'relay.sock');
  const control = new RelayControl(relaySocket, [{ site: site.code, link: 'fibre', kind: 'fibre', relay }]);
  await control.start();
  t.teardown(() => control.stop());
  const node = readNode(network.hubDir);
  writeNode(network.hubDir, { ...node, demo: { relaySocket } });
  await network.restartHub();
  const token = await tokenOf(network.hubDir, 'ops');
  const links = (options: object = {}) => ask(network.hub.httpPort, '/api/demo/links', { token, ...options });

  t.match((await links()).body, { links: [{ site: site.code, link: 'fibre', cut: false }] });
  const cut = { site: site.code, link: 'fibre', cut: true };
  t.match((await links({ method: 'POST', json: cut })).body, { links: [{ cut: true }] });
  t.ok(relay.cut);
  await links({ method: 'POST', json: { ...cut, cut: false } });
  t.equal(relay.cut, undefined);
  t.equal((await links({ method: 'POST', json: { site: 1 } })).status, 400);
  t.equal((await links({ method: 'POST', json: { ...cut, link: 'moon' } })).status, 404);
  t.equal((await ask(network.hub.httpPort, '/api/demo/links')).status, 401);
});
