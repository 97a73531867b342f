import { join } from 'node:path';
import t from 'tap';
import { type ProbeEvent, Prober } from '../../edge-agent/links/probing/prober.js';
import { parseLinkName } from '../../protocol/ids.js';
import { formatClientId } from '../../protocol/topics.js';
import { callControl } from '../../provisioning/control/client.js';
import { readIdentity } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { openSiteJournal, RawClient, RawSite } from '../support/programs-raw-site.js';
import { eventually } from '../support/programs-records.js';

const fibre = parseLinkName('fibre');

t.test(
  '[L12][L16] a hub says where it answers, also when the session has ended, until the site is revoked',
  async (t) => {
    const network = await startNetwork(t, []);
    const { hub, hubDir } = network;
    const { code, dir } = await enrolSite(t, network, join(network.folder, 'raw'), 'Raw');
    const journal = await openSiteJournal(dir, code);
    t.teardown(() => journal.close());
    const raw = new RawClient({
      ...{ port: hub.mqttPort, clientId: formatClientId(code, fibre), identity: readIdentity(dir) },
    });
    t.teardown(() => raw.end());
    const site = new RawSite(code, journal, raw);
    await site.open();
    const { probePort = 0 } = site.welcome ?? {};
    const key = site.probeKey;
    if (key === undefined) throw new Error('no key');
    t.ok(probePort > 0);

    const events: ProbeEvent[] = [];
    const prober = new Prober({ onEvent: (event) => events.push(event) });
    t.teardown(() => prober.stop());
    prober.open({ link: fibre, host: '127.0.0.1', port: probePort, key });
    const answers = () => events.filter(({ kind }) => kind === 'answered').length;
    prober.send(fibre);
    await eventually('answered', () => answers() === 1);

    raw.end();
    await eventually('session over', async () =>
      (await hub.metrics.metrics.text()).includes(`carnet_site_connected{site="${code}"} 0`),
    );
    prober.send(fibre);
    await eventually('answered without a session', () => answers() === 2);

    await callControl(hubDir, 'site-revoke', { code });
    await eventually('foreign', () => {
      prober.send(fibre);
      return hub.metrics.probesIgnored.total({ reason: 'foreign' }) > 0;
    });
    t.match(await hub.metrics.metrics.text(), /carnet_probe_ignored_total\{reason="foreign"\} \d+\n/);
  },
);
