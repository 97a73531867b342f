import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type { PathTestReport } from '../../protocol/orders/path-test-report.js';
import { callControl } from '../../provisioning/control/client.js';
import { type NodeLink, readNode, type SiteNode, writeNode } from '../../provisioning/node-folder.js';
import type { LinkFinding } from '../../provisioning/tunnel/check/link-faults.js';
import type { InvitedSite } from '../../provisioning/verbs/site-verbs.js';
import { freePort } from '../support/free-port.js';
import { noPrivilege, ordinaryUser, privilegesOf, unreadableFor } from '../support/ordinary-user.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually as eventuallyWithin } from '../support/programs-records.js';
import { type CarnetRun, spawnCarnet } from '../support/run-carnet.js';
import { requirePackage } from '../support/system-package.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const sources = fileURLToPath(new URL('../..', import.meta.url));
const subnet = '10.86.0.0/16';
const links = [
  { name: 'fibre', kind: 'fibre', metered: false },
  { name: 'mobile', kind: 'cellular', metered: false },
];

/** A command that a program starts; it keeps what it was asked, and with which rights, before it answers. */
function standIn(path: string, answer: string): string {
  const keep = `echo "$(id -u) $(sed -n 's/^CapEff:[^0-9a-f]*//p' /proc/self/status) $*" >> ${path}.asked`;
  writeFileSync(path, `#!/bin/sh\n${keep}\n${answer}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** `wg`, over a file instead of an interface. */
const wireguard = (file: string) => `case "$1 $3" in
  'show allowed-ips') cat ${file} 2>/dev/null;;
  'set peer') printf '%s\\t%s\\n' "$4" "$6" >> ${file};;
esac
exit 0`;

/** `mmcli` of a box with one modem. */
const modem = `case "$*" in
  '-L -J') echo '{"modem-list":["/org/freedesktop/ModemManager1/Modem/3"]}';;
  *) echo '{"modem":{"generic":{"state":"connected","signal-quality":{"value":"71"}}}}';;
esac`;

/** Hub, site and peers program as processes of their own; only the last one keeps the rights of the suite. */
class OrdinaryNetwork {
  readonly folder: string;
  readonly hubDir: string;
  readonly dir: string;
  readonly #t: Test;

  constructor(t: Test) {
    this.#t = t;
    this.folder = temporaryFolder(t);
    // Whose the folder is decides who may write there, and a socket there needs its group.
    const { uid, gid } = ordinaryUser;
    if (uid !== undefined && gid !== undefined) chownSync(this.folder, uid, gid);
    this.hubDir = join(this.folder, 'hub');
    this.dir = join(this.folder, 'site');
  }

  carnet(...parameters: readonly string[]): Promise<CarnetRun> {
    return spawnCarnet(parameters, { runAs: ordinaryUser, environment: { HOME: this.folder } });
  }

  async start(program: string, environment: Readonly<Record<string, string>>, dir: string): Promise<ProgramProcess> {
    const options = { runAs: ordinaryUser, environment: { HOME: this.folder, ...environment } };
    const started = new ProgramProcess(this.#t, program, ['--dir', dir], options);
    await started.ready();
    return started;
  }

  /** With the suite's user, and the group of those who may use its socket. */
  async startPeers(socket: string, wg: string): Promise<ProgramProcess> {
    const { gid } = ordinaryUser;
    const named = ['--socket', socket, '--interface', 'carnet0', '--subnet', subnet, '--wg', wg];
    const peers = new ProgramProcess(this.#t, 'tunnel-peers', named, { runAs: gid === undefined ? {} : { gid } });
    await peers.ready();
    return peers;
  }
}

/** Each link has an address of its own; the first one a tunnel, whose interface is one that every machine has. */
function onLoopback(dir: string, mqttPort: number, httpPort: number): void {
  const node = readNode(dir) as SiteNode;
  const [fibre, mobile] = node.links;
  if (fibre?.tunnel === undefined || mobile === undefined) throw new Error('two links with tunnels');
  const hub = { host: '127.0.0.1', port: mqttPort };
  const tunnel = { ...fibre.tunnel, interfaceName: 'lo', hubAddress: '127.0.0.1', endpoints: [hub] };
  const { tunnel: _, ...plain } = mobile;
  const changed: NodeLink[] = [
    { ...fibre, hub, tunnel, localAddress: '127.0.0.1', device: 'lo' },
    { ...plain, hub, localAddress: '127.0.0.2' },
  ];
  writeNode(dir, { ...node, links: changed, http: { host: '127.0.0.1', port: httpPort } });
}

/** Local addresses of the connections to a port of this machine, as the kernel lists them. */
function boundTowards(port: number): readonly string[] {
  const established = '01';
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const found = rows.filter(([, , remote = '', state]) => remote.endsWith(suffix) && state === established);
  return found.map(([, local = '']) => [...Buffer.from(local.slice(0, 8), 'hex').reverse()].join('.'));
}

/** Nine processes through the loader, one after the other. */
const testMillisecondsMax = 480_000;
t.setTimeout(testMillisecondsMax);
const waitMillisecondsMax = 60_000;

const eventually = <Found>(what: string, look: () => Promise<Found | undefined | false> | Found | undefined | false) =>
  eventuallyWithin(what, look, waitMillisecondsMax);

const metricsOf = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

async function recordCrosses(t: Test, { dir, hubDir }: OrdinaryNetwork): Promise<void> {
  const text = JSON.stringify({ resourceType: 'Patient', id: 'p1', name: [{ family: 'Ngono' }] });
  t.match(await callControl(dir, 'import-chunk', { resources: [{ line: 1, text }] }), { stored: 1, refused: [] });
  const digest = (at: string) => callControl(at, 'digest', { type: 'Patient', id: 'p1' });
  const arrived = await eventually('the record is at the hub', () => digest(hubDir).catch(() => undefined));
  t.same(arrived, await digest(dir));
}

t.test(
  '[L22] [L23] hub and agent run as an ordinary user, without any privilege, with all that their links need',
  { timeout: testMillisecondsMax },
  async (t) => {
    if (requirePackage(t, 'iproute2') === undefined) return;
    const unreadable = unreadableFor(ordinaryUser, join(sources, 'edge-agent/main.ts'));
    if (unreadable !== undefined) return process.env['CI'] ? t.fail(unreadable) : t.plan(0, unreadable);
    const network = new OrdinaryNetwork(t);
    const { folder, hubDir, dir } = network;
    const [httpsPort, mqttPort, hubHttpPort, siteHttpsPort, httpPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const [peersFile, socket] = [join(folder, 'peers'), join(folder, 'peers.sock')];
    const wg = standIn(join(folder, 'wg'), wireguard(peersFile));
    const ports = ['--https-port', httpsPort, '--mqtt-port', mqttPort, '--http-port', hubHttpPort].map(String);
    const init = ['hub', 'init', '--dir', hubDir, '--host', '127.0.0.1', '--listen', '127.0.0.1', ...ports];
    t.match(await network.carnet(...init), { exit: 0 });

    const peers = await network.startPeers(socket, wg);
    const tunnels = {
      ...{ CARNET_TUNNEL_SUBNET: subnet, CARNET_TUNNEL_INTERFACE: 'carnet0', CARNET_TUNNEL_SOCKET: socket },
      CARNET_PROBE_PORT: '0',
    };
    const hub = await network.start('central-hub', tunnels, hubDir);
    const invited = (await callControl(hubDir, 'site-add', { name: 'Garoua', region: 'Nord', links })) as InvitedSite;
    const at = ['--listen', '127.0.0.1', '--https-port', String(siteHttpsPort)];
    const joined = await network.carnet(
      ...['join', invited.oneTimeCode, '--hub', `https://127.0.0.1:${httpsPort}`, '--dir', dir, ...at],
    );
    t.match(joined, { exit: 0, out: /Tunnels: fibre, mobile/ });
    const { publicKey = '' } = (readNode(dir) as SiteNode).links[0]?.tunnel ?? {};
    const kept = () => existsSync(peersFile) && readFileSync(peersFile, 'utf8').includes(publicKey);
    await eventually('the site has its peers', kept);

    onLoopback(dir, mqttPort, httpPort);
    const { uid, gid } = ordinaryUser;
    if (uid !== undefined && gid !== undefined) chownSync(join(dir, 'node.json'), uid, gid);
    const mmcli = standIn(join(folder, 'mmcli'), modem);
    const edge = await network.start('edge-agent', { CARNET_MODEM_PROGRAM: mmcli }, dir);

    await t.test('a record crosses, over sessions that are bound to the address of their link', async (t) => {
      await recordCrosses(t, network);
      const bound = await eventually('both links are connected', () => {
        const found = boundTowards(mqttPort);
        return found.length >= 2 && found;
      });
      t.same([...new Set(bound)].sort(), ['127.0.0.1', '127.0.0.2']);
    });
    await t.test('probes are answered, and what the system says of interfaces can be read', async (t) => {
      const report = (await callControl(dir, 'link-test', { link: 'fibre' })) as PathTestReport;
      const [fibre] = report.links;
      t.ok((fibre?.answered ?? 0) > 90, `${fibre?.answered} of ${fibre?.sent}`);
      t.equal(fibre?.interfaceMtuBytes, Number(readFileSync('/sys/class/net/lo/mtu', 'utf8')));
      const counted = (text: string, name: string) => Number(new RegExp(`^${name} ([0-9.]+)$`, 'm').exec(text)?.[1]);
      t.ok(counted(await metricsOf(hubHttpPort), 'carnet_probe_answered_total') > 90);
      // Of the interface: the sockets alone carried much less.
      const [ofTunnel, ofSockets] = ['fibre', 'mobile'].map(
        (link) => `carnet_link_bytes{link="${link}",direction="up"}`,
      );
      const text = await metricsOf(httpPort);
      const bytes = (name = '') => counted(text, name.replace(/[{}]/g, '\\$&'));
      t.ok(bytes(ofTunnel) > bytes(ofSockets), `${bytes(ofTunnel)} and ${bytes(ofSockets)} bytes`);
    });
    await t.test('`mmcli` is asked as that user, and `carnet links check` finds the routes', async (t) => {
      const asked = await eventually('the modem was asked', () => {
        const text = existsSync(`${mmcli}.asked`) ? readFileSync(`${mmcli}.asked`, 'utf8') : '';
        return text.includes('-m 3 --signal-get -J') && text;
      });
      const who = String(uid ?? process.getuid?.());
      for (const line of asked.trim().split('\n')) t.match(line, new RegExp(`^${who} 0{16} `));
      const { out } = await network.carnet('links', 'check', '--dir', dir, '--json');
      const { findings } = JSON.parse(out) as { findings: LinkFinding[] };
      const codes = findings.map(({ link, code }) => `${link} ${code}`);
      t.ok(codes.includes('fibre mtu-large'), `the interface was read: ${codes}`);
      t.notMatch(codes.join(), /fibre (no-route|route-elsewhere|address-unbound|interface-missing|port-)/);
    });
    await t.test('none of their threads has a privilege; the peers program keeps what it was given', async (t) => {
      for (const program of [hub, edge]) t.same(privilegesOf(program.pid), noPrivilege);
      t.same(privilegesOf(peers.pid), privilegesOf(process.pid));
    });
    for (const program of [edge, hub, peers]) t.match(await program.kill('SIGTERM'), { exitCode: 0 });
  },
);
