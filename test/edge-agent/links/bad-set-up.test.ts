import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type NodeLink, readNode, type SiteNode, writeNode } from '../../../provisioning/node-folder.js';
import { enrolSite, runEdge, startNetwork } from '../../support/programs-network.js';
import { ask, tokenOf } from '../../support/programs-people.js';
import { eventually } from '../../support/programs-records.js';
import { spawnCarnet } from '../../support/run-carnet.js';

interface Shown {
  readonly name: string;
  readonly state: string;
  readonly cause: string;
  readonly faults?: readonly { readonly code: string; readonly about: string }[];
}

/** A site whose links are changed by a careless hand, with its program running. */
async function setUp(t: Test, change: (links: readonly NodeLink[]) => readonly NodeLink[]) {
  const network = await startNetwork(t, []);
  const { dir, relays } = await enrolSite(t, network, join(network.folder, 'site'), 'Nord');
  const node = readNode(dir) as SiteNode;
  writeNode(dir, { ...node, links: change(node.links) });
  for (const relay of relays.values()) if (change === allCut) relay.setCut('blackhole');
  const edge = await runEdge(dir);
  t.teardown(() => edge.stop());
  const token = await tokenOf(dir, 'doctor');
  const shown = async () => {
    const { status, body } = await ask(edge.httpPort, '/api/sync', { token });
    t.equal(status, 200);
    return (body as { readonly links: readonly Shown[] }).links;
  };
  const check = async (...more: readonly string[]) => {
    const { exit, out, error } = await spawnCarnet(['links', 'check', '--dir', dir, ...more]);
    t.equal(error, '');
    return { exit, out };
  };
  return { network, dir, edge, token, shown, check, relays };
}

const allCut = (links: readonly NodeLink[]) => links;
const first = (change: Partial<NodeLink>) => (links: readonly NodeLink[]) =>
  links.map((link, index) => (index === 0 ? { ...link, ...change } : link));

function codes(out: string): readonly string[] {
  const { findings } = JSON.parse(out) as { readonly findings: readonly { readonly link: string; code: string }[] };
  return findings.map(({ link, code }) => `${link} ${code}`);
}

t.test('[L25] a link that is written down twice runs once, and that is said', { timeout: 120_000 }, async (t) => {
  const { shown, check, dir } = await setUp(t, (links) => [...links, ...links.slice(0, 1)]);
  const links = await eventually('active', async () => {
    const found = await shown();
    return found.some(({ state }) => state === 'active') && found;
  });
  t.match(links, [{ name: 'fibre', cause: 'none', faults: [{ code: 'link-twice', about: '' }] }, { name: 'geo' }]);
  t.equal(links.length, 2);
  const { exit, out } = await check('--json');
  t.equal(exit, 1);
  t.match(codes(out), ['fibre link-twice', /geo/, 'fibre link-twice']);
  t.match(await check('--lang', 'fr'), { exit: 1, out: /✗ +fibre +la liaison fibre est configurée deux fois → / });
  const status = await spawnCarnet(['links', 'status', '--dir', dir, '--lang', 'fr']);
  t.match(status, {
    exit: 0,
    out: /fibre +fibre +active.*\n[\s\S]*! fibre: la liaison fibre est configurée deux fois/,
  });
});

t.test(
  '[L25] a budget of 0 and a device that does not exist are said, and never a crash',
  { timeout: 120_000 },
  async (t) => {
    const change = (links: readonly NodeLink[]) =>
      first({ device: 'nope0' })(links).map((link) => (link.metered ? { ...link, budgetBytes: 0 } : link));
    const { shown, check, edge } = await setUp(t, change);
    await eventually('active', async () => (await shown()).some(({ state }) => state === 'active'));
    const links = await shown();
    t.match(links, [
      { name: 'fibre', faults: [{ code: 'device-missing', about: 'nope0' }] },
      { name: 'geo', faults: [{ code: 'budget-zero' }] },
    ]);
    t.match(edge.engine.witnesses?.signalOf(links[0]?.name as never), {
      kind: 'fibre',
      device: 'nope0',
      carrier: false,
    });
    const { exit, out } = await check('--json');
    t.equal(exit, 1);
    t.match(codes(out), ['fibre device-missing', 'geo budget-zero']);
    t.match(await check(), {
      exit: 1,
      out: /✗ +fibre +there is no network device nope0.*\n! +geo +its budget is 0 bytes/,
    });
  },
);

t.test(
  '[L25] a hub that has no such name is said, and the link that works is used',
  { timeout: 120_000 },
  async (t) => {
    const { shown, check } = await setUp(t, first({ hub: { host: 'hub.invalid', port: 8441 } }));
    await eventually('dns', async () => (await shown())[0]?.cause === 'dns');
    t.match(
      await eventually('active', async () => {
        const links = await shown();
        return links[1]?.state === 'active' && links;
      }),
      [
        { state: 'down', cause: 'dns', faults: [{ code: 'name-unresolved', about: 'hub.invalid' }] },
        { state: 'active', cause: 'none' },
      ],
    );
    t.match(codes((await check('--json')).out), ['fibre name-unresolved', 'geo budget-missing']);
  },
);

t.test(
  '[L3][L63] all links down at the start: the hospital works, and its console says so',
  { timeout: 120_000 },
  async (t) => {
    const { shown, edge, token, relays } = await setUp(t, allCut);
    const patient = { resourceType: 'Patient', name: [{ family: 'Ngono' }], birthDate: '1990' };
    const written = await ask(edge.httpPort, '/fhir/Patient', { token, method: 'POST', json: patient });
    t.equal(written.status, 201);
    const links = await eventually(
      'all down',
      async () => {
        const found = await shown();
        return found.every(({ state, cause }) => state === 'down' && cause !== 'none') && found;
      },
      30_000,
    );
    t.comment(JSON.stringify(links));
    t.match(await ask(edge.httpPort, '/api/sync', { token }), { body: { hub: { reachable: false } } });
    for (const relay of relays.values()) relay.setCut(undefined);
    await eventually('active', async () => (await shown()).some(({ state }) => state === 'active'), 30_000);
  },
);
