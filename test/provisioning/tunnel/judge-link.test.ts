import t from 'tap';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import { writeNode } from '../../../provisioning/node-folder.js';
import { judgeLink } from '../../../provisioning/tunnel/check/judge-link.js';
import type { LinkFacts, TunnelFacts, TunnelState } from '../../../provisioning/tunnel/check/link-facts.js';
import { type LinkFaultCode, linkFault, linkFaults } from '../../../provisioning/tunnel/check/link-faults.js';
import { callCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tunnelledSite } from '../../support/tunnel-site.js';

const [fibre, satellite] = tunnelledSite.links;

function stateOf(
  link: typeof fibre | typeof satellite,
  handshakeAgeSeconds?: number,
  keepaliveSeconds = 0,
): TunnelState {
  const { publicKey, hubPublicKey } = link.tunnel;
  const peer = {
    publicKey: hubPublicKey,
    keepaliveSeconds,
    ...(handshakeAgeSeconds !== undefined && { handshakeAgeSeconds }),
  };
  return { kind: 'known', publicKey, peers: [peer] };
}

function codes(link: typeof fibre | typeof satellite, tunnel: Partial<TunnelFacts>, more: Partial<LinkFacts> = {}) {
  const { interfaceName, mtu } = link.tunnel;
  const facts: LinkFacts = {
    ...{ unresolved: [], reached: { kind: 'reached' }, isAddressBound: true },
    tunnel: {
      ...{ key: 'private', keyPath: '/k', interface: { isUp: true, mtu, addresses: [link.localAddress] } },
      ...{ route: { device: interfaceName }, uplinkMtu: 1500, state: stateOf(link, 5) },
      ...tunnel,
    },
    ...more,
  };
  return judgeLink(link, tunnelledSite.links, facts).map(({ code }) => code);
}

t.test('[L25] a handshake is stale after three minutes, also of a link that nobody keeps awake', async (t) => {
  for (const link of [fibre, satellite]) {
    t.strictSame(codes(link, { state: stateOf(link, 180) }), []);
    t.strictSame(codes(link, { state: stateOf(link, 181) }, { reached: { kind: 'silent' } }), ['handshake-stale']);
    t.strictSame(codes(link, { state: stateOf(link) }, { reached: { kind: 'silent' } }), ['handshake-never']);
  }
});

t.test('[L25] what cannot be seen is a warning and hides nothing', async (t) => {
  t.strictSame(codes(fibre, { state: { kind: 'not-permitted' } }), ['not-permitted']);
  t.strictSame(codes(fibre, { state: { kind: 'tool-missing' } }, { reached: { kind: 'silent' } }), [
    'tool-missing',
    'port-blocked',
  ]);
  t.strictSame(codes(fibre, { state: { kind: 'unknown' } }, { reached: { kind: 'refused' } }), ['port-closed']);
  t.strictSame(codes(fibre, {}, { reached: { kind: 'stranger', detail: 'EPROTO' } }), ['hub-refuses']);
});

t.test('[L26] a path that is narrower than the interface is named before what follows from it', async (t) => {
  const stalled = { reached: { kind: 'stalled' } } as const;
  t.strictSame(codes(fibre, { pathMtu: 1_232 }, stalled), ['path-mtu']);
  t.strictSame(
    codes(fibre, { pathMtu: fibre.tunnel.mtu }, stalled),
    ['handshake-stalls'],
    'it is lost on the way back',
  );
  t.strictSame(codes(fibre, {}, stalled), ['handshake-stalls'], 'where it could not be measured');
  t.strictSame(
    codes(fibre, { uplinkMtu: 1_400, pathMtu: 1_232 }, stalled),
    ['mtu-large'],
    'what the system knows first',
  );
});

t.test(
  '[L25] an address or interface of two links is named at both; an own address without a tunnel must be there',
  async (t) => {
    const same: NodeLink = { ...satellite, localAddress: fibre.localAddress };
    const facts: LinkFacts = { unresolved: [], reached: { kind: 'unbound' }, isAddressBound: false };
    t.match(judgeLink(same, [fibre, same], facts), [{ code: 'address-twice' }]);
    const { tunnel: _, ...plain } = fibre;
    const costly = { ...plain, metered: true };
    t.match(judgeLink(plain, [plain], facts), [{ code: 'address-unbound' }]);
    t.match(judgeLink(costly, [costly], { ...facts, isAddressBound: true }), [
      { code: 'budget-missing' },
      { code: 'port-blocked' },
    ]);
  },
);

t.test('[L25] each fault has words and a fix in both languages', async (t) => {
  for (const code of Object.keys(linkFaults) as LinkFaultCode[]) {
    const { what, todo, state } = linkFault(code, 'fibre', 'ABOUT', 'OTHER');
    t.ok(what.en.length > 10 && what.fr.length > 10 && what.en !== what.fr, code);
    t.ok((todo?.en.length ?? 0) > 10 && (todo?.fr.length ?? 0) > 10, code);
    t.ok(['bad', 'warning'].includes(state));
  }
});

t.test(
  '[L25] at the hub: none, or an interface that is missing; a folder without identity is refused, not a crash',
  async (t) => {
    const dir = `${temporaryFolder(t)}/hub`;
    const at = { host: '127.0.0.1', port: 0 };
    await createHub({
      dir,
      name: 'Hub',
      hosts: [],
      https: at,
      mqtt: at,
      nowMilliseconds: Date.now(),
      makeKeyPair: stockKeyPairs,
    });
    t.match(await callCarnet(['links', 'check', '--dir', dir]), { exit: 0, out: /tunnelSubnet is empty/ });
    const environment = { CARNET_TUNNEL_SUBNET: '10.86.0.0/16', CARNET_TUNNEL_INTERFACE: 'ctnothere' };
    t.match(await callCarnet(['links', 'check', '--dir', dir, '--lang', 'fr'], environment), {
      exit: 1,
      out: /ctnothere n’existe pas/,
    });
    t.match(await callCarnet(['links', 'check', '--dir', dir], { CARNET_TUNNEL_SUBNET: '8.8.8.0/24' }), {
      exit: 2,
      error: /not private/,
    });
    t.match(await callCarnet(['links', 'status', '--dir', dir]), { exit: 2 });
    const bare = temporaryFolder(t);
    writeNode(bare, tunnelledSite);
    t.match(await callCarnet(['links', 'check', '--dir', bare]), { exit: 1, error: /key\.pem/ });
  },
);
