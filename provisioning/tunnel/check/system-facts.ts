import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Identity, NetworkAddress, NodeLink } from '../../node-folder.js';
import { tunnelKeyPath } from '../tunnel-keys.js';
import type { LinkFacts, Reached, TunnelFacts, TunnelState } from './link-facts.js';
import { measurePath } from './measure-path.js';
import { reachHub } from './reach-hub.js';

const commandMillisecondsMax = 5_000;
const resolveMillisecondsMax = 5_000;

/** Looks at one link and changes nothing; what cannot be seen is said so, never thrown. */
export async function readLinkFacts(
  dir: string,
  link: NodeLink,
  identity: Identity,
  nowMilliseconds: number,
): Promise<LinkFacts> {
  const hosts = [link.hub, ...(link.tunnel?.endpoints ?? [])].map(({ host }) => host);
  const unresolved = (await Promise.all([...new Set(hosts)].map(unresolvedName))).flat();
  const reached = await reachHub(link, identity);
  const isAddressBound =
    link.localAddress === undefined || addressesOf().some(({ address }) => address === link.localAddress);
  const tunnel = link.tunnel === undefined ? undefined : await readTunnel(dir, link, reached, nowMilliseconds);
  const device = link.device === undefined ? undefined : readDevice(link.device);
  return { unresolved, reached, isAddressBound, ...(device && { device }), ...(tunnel && { tunnel }) };
}

/** The carrier of a device that is switched off cannot be read. */
function readDevice(name: string): LinkFacts['device'] {
  const folder = `/sys/class/net/${name}`;
  if (!existsSync(folder)) return { exists: false, hasCarrier: false };
  try {
    return { exists: true, hasCarrier: readFileSync(`${folder}/carrier`, 'utf8').trim() === '1' };
  } catch {
    return { exists: true, hasCarrier: false };
  }
}

async function unresolvedName(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [];
  const waited = new Promise<'late'>((resolve) => setTimeout(resolve, resolveMillisecondsMax, 'late').unref());
  const found = await Promise.race([lookup(host).catch(() => 'none' as const), waited]);
  return typeof found === 'string' ? [host] : [];
}

async function readTunnel(
  dir: string,
  link: NodeLink,
  reached: Reached,
  nowMilliseconds: number,
): Promise<TunnelFacts | undefined> {
  const { tunnel, localAddress } = link;
  if (tunnel === undefined || localAddress === undefined) return undefined;
  const keyPath = tunnelKeyPath(dir, link.name);
  const device = readInterface(tunnel.interfaceName);
  const route = await routeTo(tunnel.hubAddress, localAddress);
  const uplinkMtu = await mtuTowards(tunnel.endpoints[0]);
  const pathMtu = device && reached.kind === 'stalled' ? await measurePath(link, device.mtu) : undefined;
  return {
    ...{ key: keyState(keyPath), keyPath },
    ...(device && { interface: device }),
    ...(route && { route }),
    ...(uplinkMtu !== undefined && { uplinkMtu }),
    ...(pathMtu !== undefined && { pathMtu }),
    state: await readState(tunnel.interfaceName, nowMilliseconds),
  };
}

function keyState(path: string): TunnelFacts['key'] {
  try {
    return (statSync(path).mode & 0o077) === 0 ? 'private' : 'open';
  } catch {
    return 'missing';
  }
}

function addressesOf(): readonly { readonly device: string; readonly address: string }[] {
  return Object.entries(networkInterfaces()).flatMap(([device, list = []]) =>
    list.map(({ address }) => ({ device, address })),
  );
}

/** An interface as Linux shows it in `/sys`; one without an address does not stand in Node's list. */
function readInterface(name: string): TunnelFacts['interface'] {
  const folder = `/sys/class/net/${name}`;
  if (!existsSync(folder)) return undefined;
  const isUp = (Number(readFileSync(`${folder}/flags`, 'utf8')) & 1) === 1;
  const addresses = addressesOf()
    .filter(({ device }) => device === name)
    .map(({ address }) => address);
  return { isUp, mtu: Number(readFileSync(`${folder}/mtu`, 'utf8')), addresses };
}

interface Route {
  readonly device: string;
  /** What the system has learnt of the way behind the device, bytes. */
  readonly learntMtu?: number;
}

async function routeTo(host: string, from?: string): Promise<Route | undefined> {
  const asked = await run('ip', ['-oneline', 'route', 'get', host, ...(from === undefined ? [] : ['from', from])]);
  const device = /\bdev (\S+)/.exec(asked.out)?.[1];
  if (asked.kind !== 'done' || device === undefined || /^unreachable/.test(asked.out)) return undefined;
  const learnt = /\bmtu (?:lock )?(\d+)/.exec(asked.out)?.[1];
  return { device, ...(learnt !== undefined && { learntMtu: Number(learnt) }) };
}

async function mtuTowards(endpoint: NetworkAddress | undefined): Promise<number | undefined> {
  if (endpoint === undefined) return undefined;
  const address =
    isIP(endpoint.host) === 0
      ? await lookup(endpoint.host).then(
          (found) => found.address,
          () => undefined,
        )
      : endpoint.host;
  const route = address === undefined ? undefined : await routeTo(address);
  const known = [route?.learntMtu, route && readInterface(route.device)?.mtu].filter((mtu) => mtu !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Public keys, handshakes and keepalives; never asks for the private one. */
async function readState(interfaceName: string, nowMilliseconds: number): Promise<TunnelState> {
  const ask = (what: string) => run('wg', ['show', interfaceName, what]);
  const key = await ask('public-key');
  if (key.kind !== 'done')
    return {
      kind: key.kind === 'missing' ? 'tool-missing' : /ermitted|denied/.test(key.out) ? 'not-permitted' : 'unknown',
    };
  const rows = async (what: string) => (await ask(what)).out.split('\n').map((line) => line.split('\t'));
  const keepalives = new Map(
    (await rows('persistent-keepalive')).map(([peer = '', value]) => [peer, Number(value) || 0]),
  );
  const peers = (await rows('latest-handshakes')).flatMap(([publicKey = '', seconds = '0']) => {
    if (publicKey === '') return [];
    const age = Number(seconds) === 0 ? undefined : nowMilliseconds / 1000 - Number(seconds);
    const peer = { publicKey, keepaliveSeconds: keepalives.get(publicKey) ?? 0 };
    return [age === undefined ? peer : { ...peer, handshakeAgeSeconds: age }];
  });
  return { kind: 'known', publicKey: key.out.trim(), peers };
}

/** `/usr/sbin` is not in everybody's path. */
const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

function run(
  program: string,
  parameters: readonly string[],
): Promise<{ kind: 'done' | 'failed' | 'missing'; out: string }> {
  return new Promise((resolve) => {
    execFile(program, [...parameters], { timeout: commandMillisecondsMax, env: environment }, (cause, out, errors) => {
      if (cause === null) resolve({ kind: 'done', out });
      else resolve({ kind: 'code' in cause && cause.code === 'ENOENT' ? 'missing' : 'failed', out: errors });
    });
  });
}
