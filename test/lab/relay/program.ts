import { createInterface } from 'node:readline';
import { seededRandom } from '../../support/seeded-random.js';
import type { LineShape } from './shaped-line.js';
import { type RelayedLink, UdpRelay } from './udp-relay.js';

/** One line of JSON on standard input; each is answered with one line, the counts of all links. */
export type RelayCommand =
  | { readonly link: string; readonly cut: 'both' | 'up' | 'down' | 'none' }
  | { readonly link: string; readonly up?: Partial<LineShape>; readonly down?: Partial<LineShape> }
  | { readonly count: true };

/** The relays of all links, in the namespace between the hub's and the sites'. Ends when its standard input does. */
const { links, seed } = JSON.parse(process.argv[2] ?? '') as { links: readonly RelayedLink[]; seed: number };
const random = seededRandom(seed);
const relays = new Map(links.map((link) => [link.name, new UdpRelay(link, random.fraction)]));
for (const relay of relays.values()) await relay.start();
tell({ ready: true });

for await (const line of createInterface(process.stdin)) {
  obey(JSON.parse(line) as RelayCommand);
  tell(Object.fromEntries([...relays].map(([name, relay]) => [name, relay.count])));
}
for (const relay of relays.values()) relay.stop();

function obey(command: RelayCommand): void {
  if ('count' in command) return;
  const relay = relays.get(command.link);
  if (relay === undefined) throw new Error(`no link ${command.link}`);
  if ('cut' in command) {
    relay.up.cut = command.cut === 'both' || command.cut === 'up';
    relay.down.cut = command.cut === 'both' || command.cut === 'down';
    return;
  }
  relay.up.shape = { ...relay.up.shape, ...command.up };
  relay.down.shape = { ...relay.down.shape, ...command.down };
}

function tell(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
