import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import type { FhirObject } from '../../record/resource.js';
import { freePort } from '../support/free-port.js';

const host = '127.0.0.1';
const startMillisecondsMax = 10_000;

/**
 * Sends the same resources, each as its JSON text, over a bridge between two Mosquitto brokers with QoS 1, and counts the
 * bytes between them, both ways, without TLS. `undefined` where Mosquitto is not on this machine.
 */
export async function bridgeMosquitto(resources: readonly FhirObject[]): Promise<{ bytes: number } | undefined> {
  const command = findMosquitto();
  if (command === undefined) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-mosquitto-'));
  const [site, hub, between] = [await freePort(), await freePort(), await freePort()];
  const shape = { delayMilliseconds: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
  const relay = new TcpRelay({ listen: { host, port: between }, target: { host, port: hub }, shape });
  const brokers: ChildProcess[] = [];
  try {
    await relay.start();
    const common = 'allow_anonymous true\npersistence false\nlog_type error\nmax_queued_messages 0\n';
    const bridge = `connection hub\naddress ${host}:${between}\ntopic # out 1\ncleansession false\nrestart_timeout 1\n`;
    brokers.push(broker(command, dir, 'hub', `listener ${hub} ${host}\n${common}`));
    const arriving = await connected(hub);
    brokers.push(broker(command, dir, 'site', `listener ${site} ${host}\n${common}${bridge}`));
    const leaving = await connected(site);
    await deliver(leaving, arriving, resources);
    // The last acknowledgements belong to it too.
    await sleep(500);
    await Promise.all([leaving.endAsync(), arriving.endAsync()]);
    return { bytes: relay.bytes.up + relay.bytes.down };
  } finally {
    for (const process of brokers) process.kill();
    await relay.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function deliver(leaving: MqttClient, arriving: MqttClient, resources: readonly FhirObject[]): Promise<void> {
  let left = resources.length;
  const all = new Promise<void>((resolve) => {
    arriving.on('message', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  await arriving.subscribeAsync('carnet/#', { qos: 0 });
  for (const resource of resources) await leaving.publishAsync('carnet/r', JSON.stringify(resource), { qos: 1 });
  await all;
}

function broker(command: string, dir: string, name: string, settings: string): ChildProcess {
  const file = join(dir, `${name}.conf`);
  writeFileSync(file, settings);
  return spawn(command, ['-c', file], { stdio: 'ignore' });
}

/** A client of a broker that may be starting still. */
async function connected(port: number): Promise<MqttClient> {
  const until = Date.now() + startMillisecondsMax;
  for (;;) {
    try {
      return await connectAsync(`mqtt://${host}:${port}`, { reconnectPeriod: 0 });
    } catch (cause) {
      if (Date.now() > until) throw cause;
      await sleep(100);
    }
  }
}

function findMosquitto(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'mosquitto')).find((path) => existsSync(path));
}
