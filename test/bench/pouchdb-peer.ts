import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import type { FhirObject } from '../../record/resource.js';
import { noCertificates, type PeerForm, writeCertificates } from './peer-form.js';
import { installPeer, PeerProcess, peerFile } from './peer-process.js';

const run = promisify(execFile);
const host = '127.0.0.1';
const unshaped = { delayMilliseconds: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
const outputBytesMax = 16 * 1024 * 1024;

/** Replicates the same resources from one PouchDB to another over HTTP, each in a process of its own. */
export async function replicatePouchdb(
  resources: readonly FhirObject[],
  peer: PeerForm,
): Promise<{ perSecond: number }> {
  const { seconds } = await replicate(resources, peer, false);
  return { perSecond: resources.length / seconds };
}

/** The bytes of the same replication, counted at a relay, both ways, without TLS. */
export async function countPouchdb(resources: readonly FhirObject[], batch: number): Promise<number> {
  return (await replicate(resources, { batch, secured: false }, true)).bytes;
}

async function replicate(
  resources: readonly FhirObject[],
  { batch, secured }: PeerForm,
  relayed: boolean,
): Promise<{ readonly seconds: number; readonly bytes: number }> {
  await installPeer('pouchdb');
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-pouchdb-'));
  for (const name of ['server', 'site']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'resources.ndjson'), resources.map((resource) => JSON.stringify(resource)).join('\n'));
  const certificates = secured ? await writeCertificates(dir) : noCertificates;
  const server = new PeerProcess('pouchdb', dir, 'server.mjs', [join(dir, 'server'), certificates]);
  let relay: TcpRelay | undefined;
  try {
    const { port } = (await server.hear()) as { port: number };
    if (relayed) {
      relay = new TcpRelay({ listen: { host, port: 0 }, target: { host, port }, shape: unshaped });
      await relay.start();
    }
    const site = [peerFile('pouchdb', 'replicate.mjs'), join(dir, 'site'), certificates, join(dir, 'resources.ndjson')];
    const target = [`${secured ? 'https' : 'http'}://${host}:${relay?.port ?? port}/records`, String(batch)];
    const { stdout } = await run(process.execPath, [...site, ...target], { cwd: dir, maxBuffer: outputBytesMax });
    const result = JSON.parse(stdout) as { documents: number; seconds: number };
    if (result.documents !== resources.length) throw new Error(`the peer has ${result.documents} documents`);
    const { up, down } = relay?.bytes ?? { up: 0, down: 0 };
    return { seconds: result.seconds, bytes: up + down };
  } finally {
    await relay?.stop();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
