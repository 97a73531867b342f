import { createInterface } from 'node:readline';
import { seededRandom } from '../../support/seeded-random.js';
import { type Browning, browned, type LineCount } from './shaped-line.js';
import { TcpRelay } from './tcp-relay.js';
import { type LinkCount, type LinkRelay, type RelayedLink, UdpRelay } from './udp-relay.js';

/** One line of JSON on standard input; each is answered with one line, the counts of all links. */
export type RelayCommand =
  | { readonly link: string; readonly cut: 'both' | 'up' | 'down' | 'none' }
  | { readonly link: string; readonly brown: Browning }
  /** A stranger answers every connection, and nothing else goes, until it is healed. */
  | { readonly link: string; readonly portal: true }
  /** As it was at the start. */
  | { readonly link: string; readonly heal: true }
  | { readonly count: true };

/** What it is started with. */
export interface RelayOrder {
  readonly links: readonly RelayedLink[];
  readonly seed: number;
}

/** The relays of all links, between the hub and the site. Ends when its standard input does. */
const { links, seed } = JSON.parse(process.argv[2] ?? '') as RelayOrder;
const random = seededRandom(seed);
const linksByName = new Map(links.map((link) => [link.name, { link, relays: relaysOf(link) }]));
for (const { relays } of linksByName.values()) for (const relay of relays) await relay.start();
tell({ ready: true });

for await (const line of createInterface(process.stdin)) {
  obey(JSON.parse(line) as RelayCommand);
  tell(Object.fromEntries([...linksByName].map(([name, { relays }]) => [name, countOf(relays)])));
}
for (const { relays } of linksByName.values()) for (const relay of relays) relay.stop();

function relaysOf(link: RelayedLink): readonly LinkRelay[] {
  if (!link.plain) return datagramsOf(link).map((each) => new UdpRelay(each, random.fraction));
  const next = <T extends { readonly port: number }>(at: T): T => ({ ...at, port: at.port + 1 });
  const datagrams = { ...link, near: next(link.near), hub: next(link.hub) };
  return [new TcpRelay(link, random.fraction), new UdpRelay(datagrams, random.fraction)];
}

/** The tunnel, and what goes beside it. */
function datagramsOf(link: RelayedLink): readonly RelayedLink[] {
  const { near, hub, probePort: port } = link;
  return port === undefined ? [link] : [link, { ...link, near: { ...near, port }, hub: { ...hub, port } }];
}

function obey(command: RelayCommand): void {
  if ('count' in command) return;
  const found = linksByName.get(command.link);
  if (found === undefined) throw new Error(`no link ${command.link}`);
  for (const relay of found.relays) {
    relay.captive = 'portal' in command;
    for (const side of ['up', 'down'] as const) {
      const line = relay[side].shaped;
      if ('cut' in command) line.cut = command.cut === 'both' || command.cut === side;
      else line.shape = 'brown' in command ? browned(found.link[side], command.brown) : found.link[side];
      if ('heal' in command) line.cut = false;
      if ('portal' in command) line.cut = true;
    }
  }
}

function countOf(relays: readonly LinkRelay[]): LinkCount {
  const sum = (side: 'up' | 'down') => relays.map((relay) => relay[side].shaped.count).reduce(addCounts);
  return { up: sum('up'), down: sum('down') };
}

function addCounts(one: LineCount, other: LineCount): LineCount {
  return {
    packets: one.packets + other.packets,
    bytes: one.bytes + other.bytes,
    lost: one.lost + other.lost,
    dropped: one.dropped + other.dropped,
  };
}

function tell(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
