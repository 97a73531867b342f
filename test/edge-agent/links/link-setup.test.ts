import t from 'tap';
import { LinkSetup } from '../../../edge-agent/links/link-setup.js';
import type { ShownLink } from '../../../edge-agent/links/link-supervisor.js';
import { parseLinkName } from '../../../protocol/ids.js';
import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import { setupFaultWords } from '../../../protocol/links/setup-fault-words.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';

const name = parseLinkName('fibre');
const link: NodeLink = { name, kind: 'fibre', metered: false, hub: { host: 'hub.invalid', port: 8441 } };
const tunnel: NodeLink['tunnel'] = {
  ...{ interfaceName: 'cn-fibre', publicKey: 'k', hubPublicKey: 'h', hubAddress: '10.99.0.1', mtu: 1_420 },
  ...{ keepaliveSeconds: 25, endpoints: [{ host: 'tunnel.invalid', port: 51_820 }] },
};
const shown = (cause: LinkCauseCode): ShownLink => ({
  name,
  kind: 'fibre',
  state: 'down',
  cause,
  inUse: false,
  since: 1,
});
const setupOf = (change: Partial<NodeLink>, devices?: readonly string[]) =>
  new LinkSetup({
    ...{ links: [{ ...link, ...change }], written: new Map() },
    ...(devices && { hasDevice: (device: string) => devices.includes(device) }),
  });

t.test('[L25] a running program says what is wrong with a link as it is set up, as things stand', async (t) => {
  t.strictSame(setupOf({}).faults([shown('blackhole')]), [], 'what an operator has to mend is no fault of the set-up');
  t.strictSame(setupOf({}).show([shown('none')]), [shown('none')]);
  const written = new Map([[name, ['link-twice', 'budget-zero'] as const]]);
  t.strictSame(new LinkSetup({ links: [link], written }).faults([shown('none')]), [
    { link: name, code: 'link-twice', about: '' },
    { link: name, code: 'budget-zero', about: '' },
  ]);
  const devices = ['lo'];
  const setup = setupOf({ device: 'wan0', tunnel }, devices);
  t.match(setup.show([shown('none')]), [
    {
      faults: [
        { code: 'device-missing', about: 'wan0' },
        { code: 'interface-missing', about: 'cn-fibre' },
      ],
    },
  ]);
  devices.push('wan0', 'cn-fibre');
  t.strictSame(setup.faults([shown('none')]), [], 'plugged in');
  const stranger = { ...shown('dns'), name: parseLinkName('other') };
  t.strictSame(setup.faults([stranger]), []);
});

t.test('[L25] a name that leads nowhere is said as it is written down', async (t) => {
  const about = (change: Partial<NodeLink>) => setupOf(change, ['cn-fibre']).faults([shown('dns')])[0];
  t.strictSame(about({}), { link: name, code: 'name-unresolved', about: 'hub.invalid' });
  const inner = { host: '10.99.0.1', port: 8441 };
  t.equal(about({ hub: inner, tunnel })?.about, 'tunnel.invalid', 'of the tunnel, whose inside has an address');
  t.equal(about({ hub: inner })?.about, '10.99.0.1', 'what else there is');
});

t.test('[L25][L70] probes that do not come through are said with the place that they go to', async (t) => {
  const blocked: ShownLink = { ...shown('none'), state: 'active', probesBlocked: true };
  const setup = new LinkSetup({
    links: [link],
    written: new Map(),
    probes: () => ({ placeOf: () => 'hub.invalid:8442' }),
  });
  t.strictSame(setup.faults([blocked]), [{ link: name, code: 'probes-blocked', about: 'hub.invalid:8442' }]);
  t.strictSame(setup.show([blocked]), [
    { ...shown('none'), state: 'active', faults: [{ code: 'probes-blocked', about: 'hub.invalid:8442' }] },
  ]);
  t.strictSame(setup.faults([shown('none')]), []);
});

t.test('[L25] the devices of this machine are looked at; each fault has its words and its fix', async (t) => {
  t.strictSame(
    setupOf({ device: 'carnet-none' })
      .faults([shown('none')])
      .map(({ code }) => code),
    ['device-missing'],
  );
  t.strictSame(setupOf({ device: 'lo' }).faults([shown('none')]), []);
  for (const { what, todo } of Object.values(setupFaultWords)) {
    for (const said of [what, todo]) {
      const { fr, en } = said({ link: 'fibre', about: 'wan0' });
      t.ok(fr !== '' && en !== '' && fr !== en, en);
    }
  }
});
