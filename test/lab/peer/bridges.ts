import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Identity } from '../../../provisioning/node-folder.js';
import { findPackage } from '../../support/system-package.js';
import { uncovered } from '../../support/uncovered.js';
import { lengthOf, longestGap, type Stretch } from '../gaps.js';
import type { LabGround } from '../ground.js';
import { JsonLines } from '../network/json-lines.js';
import { type Address, bridgeSettings, type EndFiles, hubSettings } from './bridge-settings.js';
import type { Arrived } from './listener.js';
import type { Taken, TrafficCommand, TrafficPlan } from './traffic.js';

/** What a bridge did with the same messages over the same links. */
export interface PeerEvidence {
  readonly name: string;
  readonly taken: number;
  readonly gapsMilliseconds: readonly number[];
  /** Taken, and never at the hub. */
  readonly lost: number;
  /** More than once at the hub. */
  readonly doubled: number;
}

/** Seconds of the keepalive of each bridge: as short as one would dare, and as the manual has it. */
const keepalives = [5, 60];
const nameOf = (keepaliveSeconds: number) => `keepalive-${keepaliveSeconds}`;
const loopback = '127.0.0.1';
const bridgesPort = 8_901;
const counterPort = 1_883;
const localPort = 1_884;
/** After the last message: how long a bridge may be silent until what is missing is lost. */
const restMilliseconds = 75_000;
const lookMilliseconds = 500;
const startMilliseconds = 1_500;

/** Mosquitto bridges beside a site of ours: brokers at both ends of the same links, and who publishes and counts. */
export class Bridges {
  readonly #ground: LabGround;
  readonly #folder: string;
  #traffic: JsonLines | undefined;
  #listener: JsonLines | undefined;

  /** @param folder of its own, removed by whoever made it */
  constructor(ground: LabGround, folder: string) {
    this.#ground = ground;
    this.#folder = folder;
  }

  /** @throws Error where Mosquitto is missing */
  async start(
    links: readonly string[],
    identities: { readonly hub: Identity; readonly site: Identity },
  ): Promise<void> {
    const command = findPackage('mosquitto');
    if (command === undefined) throw new Error('needs mosquitto (sudo apt-get install mosquitto)');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const bridges = { host: '0.0.0.0', port: bridgesPort };
    const counter = { host: loopback, port: counterPort };
    this.#broker('hub', command, 'hub', hubSettings(bridges, counter, this.#write('hub', identities.hub)));
    await sleep(startMilliseconds);
    const files = this.#write('site', identities.site);
    const hub = links.map((link): Address => ({ host: this.#ground.hubThrough(link).host, port: bridgesPort }));
    const plan: Record<string, Address> = {};
    for (const [index, keepaliveSeconds] of keepalives.entries()) {
      const [name, local] = [nameOf(keepaliveSeconds), { host: loopback, port: localPort + index }];
      this.#broker('site', command, name, bridgeSettings({ name, keepaliveSeconds, hub, local, files }));
      plan[name] = local;
    }
    await sleep(startMilliseconds);
    this.#listener = await this.#program('hub', 'listener.ts', [loopback, `${counterPort}`]);
    this.#traffic = await this.#program('site', 'traffic.ts', [JSON.stringify(plan satisfies TrafficPlan)]);
  }

  async publish(everyMilliseconds: number | 'stop'): Promise<void> {
    await this.#traffic?.ask({ everyMilliseconds } satisfies TrafficCommand);
  }

  /** After everything was published: what came of it. */
  async collect(cuts: readonly Stretch[]): Promise<readonly PeerEvidence[]> {
    const taken = (await this.#traffic?.ask({ report: true } satisfies TrafficCommand)) as Taken;
    const arrived = await this.#arrivals(taken);
    return keepalives.map((keepaliveSeconds) => {
      const name = nameOf(keepaliveSeconds);
      const came = arrived[name] ?? [];
      const times = came.map(([, at]) => at);
      const gaps = cuts.map((cut) => longestGap(times, cut)).map((gap) => (gap ? lengthOf(gap) : Number.NaN));
      return {
        name,
        gapsMilliseconds: gaps,
        ...countOf(
          taken[name] ?? [],
          came.map(([number]) => number),
        ),
      };
    });
  }

  /** Waits until all is there, or nothing has come for long. */
  async #arrivals(taken: Taken): Promise<Arrived> {
    let before = -1;
    let quietSince = performance.now();
    for (;;) {
      const arrived = (await this.#listener?.ask({})) as Arrived;
      const count = Object.values(arrived).reduce((sum, list) => sum + list.length, 0);
      const isWhole = Object.entries(taken).every(
        ([name, numbers]) => new Set(arrived[name]?.map(([number]) => number)).size >= numbers.length,
      );
      if (count !== before) quietSince = performance.now();
      before = count;
      if (isWhole || performance.now() - quietSince > restMilliseconds) return arrived;
      await sleep(lookMilliseconds);
    }
  }

  #broker(node: 'hub' | 'site', command: string, name: string, settings: string): void {
    const file = join(this.#folder, `${name}.conf`);
    writeFileSync(file, settings, { mode: 0o600 });
    this.#ground.spawn(node, command, ['-c', file]);
  }

  async #program(node: 'hub' | 'site', name: string, args: readonly string[]): Promise<JsonLines> {
    const file = fileURLToPath(new URL(name, import.meta.url));
    const lines = new JsonLines(
      this.#ground.spawn(node, process.execPath, ['--import', 'tsx', file, ...args], { ...uncovered }),
    );
    await lines.next();
    return lines;
  }

  #write(name: string, { keyPem, certificatePem, authorityPem }: Identity): EndFiles {
    const write = (part: string, text: string) => {
      const file = join(this.#folder, `${name}-${part}.pem`);
      writeFileSync(file, text, { mode: 0o600 });
      return file;
    };
    return {
      key: write('key', keyPem),
      certificate: write('certificate', certificatePem),
      authority: write('authority', authorityPem),
    };
  }
}

export function countOf(
  taken: readonly number[],
  came: readonly number[],
): Pick<PeerEvidence, 'taken' | 'lost' | 'doubled'> {
  const there = new Set(came);
  return {
    taken: taken.length,
    lost: taken.filter((number) => !there.has(number)).length,
    doubled: came.length - there.size,
  };
}
