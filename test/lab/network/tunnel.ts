import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command } from './command.js';
import type { Namespace } from './namespace.js';

/** One end of a tunnel: where it stands, and what it is called there. */
export interface TunnelEnd {
  readonly namespace: Namespace;
  /** Distinct over all namespaces: the control socket is per name (15 characters at most). */
  readonly interfaceName: string;
  /** Its address inside the tunnel. */
  readonly address: string;
  readonly port: number;
  /** Where the other end is reached; left out, it is learnt from the first packet. */
  readonly endpoint?: string;
}

interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** One WireGuard tunnel between two namespaces, in user space: the kernel need not know it. */
export async function openTunnel(one: TunnelEnd, other: TunnelEnd): Promise<void> {
  const [own, far] = [await makeKeys(), await makeKeys()];
  await openEnd(one, own, far.publicKey, other.address);
  await openEnd(other, far, own.publicKey, one.address);
}

async function makeKeys(): Promise<KeyPair> {
  const privateKey = (await command('wg', ['genkey'])).trim();
  return { privateKey, publicKey: (await command('wg', ['pubkey'], privateKey)).trim() };
}

async function openEnd(end: TunnelEnd, keys: KeyPair, peer: string, peerAddress: string): Promise<void> {
  const { namespace, interfaceName, address, port, endpoint } = end;
  namespace.spawn('wireguard-go', ['-f', interfaceName], { LOG_LEVEL: 'silent' });
  await untilListening(interfaceName);
  const allowed = ['peer', peer, 'allowed-ips', `${peerAddress}/32`];
  const reached = endpoint === undefined ? [] : ['endpoint', endpoint];
  await withFile(keys.privateKey, (file) =>
    namespace.run('wg', ['set', interfaceName, 'private-key', file, 'listen-port', `${port}`, ...allowed, ...reached]),
  );
  // A program's interface would look for routers in there, which goes nowhere and is counted.
  await namespace.run('sysctl', ['-q', '-w', `net.ipv6.conf.${interfaceName}.disable_ipv6=1`]);
  await namespace.run('ip', ['address', 'add', `${address}/32`, 'dev', interfaceName]);
  await namespace.run('ip', ['link', 'set', interfaceName, 'mtu', '1420', 'up']);
  await namespace.run('ip', ['route', 'add', `${peerAddress}/32`, 'dev', interfaceName]);
}

/** `wg` takes a key from a file only. */
async function withFile(text: string, use: (file: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-lab-'));
  try {
    const file = join(folder, 'key');
    writeFileSync(file, text, { mode: 0o600 });
    await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilListening(interfaceName: string): Promise<void> {
  const socket = `/var/run/wireguard/${interfaceName}.sock`;
  for (let tries = 0; tries < 200; tries += 1) {
    if (existsSync(socket)) return;
    await sleep(50);
  }
  throw new Error(`wireguard-go made no ${socket}`);
}
