import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  type InterfaceCounters,
  readInterfaceCounters,
} from '../../../../edge-agent/links/metering/interface-counters.js';
import { LinkMeter } from '../../../../edge-agent/links/metering/link-meter.js';
import { connectionBytes, streamWireBytes } from '../../../../edge-agent/links/metering/stream-overhead.js';
import { parseLinkName } from '../../../../protocol/ids.js';
import { handTimers } from '../../../support/hand-timers.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { tunnelledSite } from '../../../support/tunnel-site.js';

const geo = parseLinkName('geo');
const noMessages = { messagesWritten: 0, messagesRead: 0 };
const hub = { host: '127.0.0.1', port: 8883 };

function setUp(counters?: () => InterfaceCounters | undefined) {
  const timers = handTimers();
  const told: { up: number; down: number }[] = [];
  const tunnel = { ...tunnelledSite.links[1].tunnel, interfaceName: 'cn-geo' };
  const meter = new LinkMeter({
    ...{ links: [{ name: geo, hub, ...(counters && { tunnel }) }], timers },
    readInterface: (name) => (name === 'cn-geo' ? counters?.() : undefined),
  });
  meter.start((_link, bytes) => told.push({ ...bytes }));
  return { meter, timers, told };
}

const kernel = (bytes: number, packets: number, index = 7): InterfaceCounters => ({
  ...{ form: 'kernel', index, mtu: 1_420, up: { bytes, packets }, down: { bytes, packets } },
});

t.test(
  '[L50] without a tunnel the bytes of the session’s socket count, with headers and acknowledgements',
  async (t) => {
    const { meter, timers, told } = setUp();
    const socket = { ...noMessages, bytesWritten: 0, bytesRead: 0, destroyed: false };
    meter.watch(geo, socket);
    timers.pass(250);
    t.strictSame(told, [connectionBytes(false)]);
    Object.assign(socket, { bytesWritten: 500, bytesRead: 300 });
    timers.pass(250);
    t.strictSame(told[1], { up: 500 + 2 * 52, down: 300 + 52 }, 'asked, answered, acknowledged');
    Object.assign(socket, { bytesWritten: 700, destroyed: true });
    timers.pass(250);
    t.strictSame(told[2], { up: 252, down: 52 });
    timers.pass(10_000);
    t.equal(told.length, 3, 'what is silent costs nothing');
    meter.stop();
  },
);

t.test('[L50] a bulk of segments is acknowledged by halves', async (t) => {
  const messages = { up: 1, down: 0 };
  t.strictSame(streamWireBytes({ up: 14_480, down: 0, isIpv6: false, messages }), { up: 14_480 + 520, down: 260 });
  t.strictSame(streamWireBytes({ up: 0, down: 14_480, isIpv6: true, messages }), { up: 5 * 72, down: 14_480 + 720 });
});

t.test('[L50] messages that follow each other closely have a packet each', async (t) => {
  const { meter, timers, told } = setUp();
  const socket = { ...noMessages, bytesWritten: 0, bytesRead: 0, destroyed: false };
  meter.watch(geo, socket);
  timers.pass(250);
  Object.assign(socket, { bytesWritten: 1_500, bytesRead: 500, messagesWritten: 5, messagesRead: 5 });
  timers.pass(250);
  t.strictSame(told[1], { up: 1_500 + 6 * 52, down: 500 + 5 * 52 });
  socket.messagesWritten = 6;
  timers.pass(250);
  t.equal(told.length, 2, 'what has not gone out yet');
  socket.bytesWritten = 1_800;
  timers.pass(250);
  t.strictSame(told[2], { up: 352, down: 52 });
});

t.test('[L50] where a tunnel has an interface, its counts stand for the sockets', async (t) => {
  let now: InterfaceCounters | undefined = kernel(1_000_000, 5_000);
  const { meter, timers, told } = setUp(() => now);
  const socket = { ...noMessages, bytesWritten: 0, bytesRead: 0, destroyed: false };
  meter.watch(geo, socket);
  timers.pass(250);
  t.strictSame(told, [], 'what was there before is not of this run');
  socket.bytesWritten = 500;
  now = kernel(1_001_000, 5_002);
  timers.pass(250);
  t.strictSame(told[0], { up: 1_000 + 2 * 44, down: 1_000 + 2 * 28 });
  now = kernel(300, 1, 8);
  timers.pass(250);
  t.strictSame(told[1], { up: 344, down: 328 }, 'one that was made anew counts from nothing');
  now = undefined;
  socket.bytesWritten = 600;
  timers.pass(250);
  t.match(told[2], { up: 152 }, 'gone: the sockets again');
  t.strictSame(meter.totals().get(geo), { up: 1_088 + 344 + 152, down: 1_056 + 328 + 52 });
});

t.test('[L50][L55] probes beside a tunnel are added, those inside are counted by its interface', async (t) => {
  const { meter, timers, told } = setUp(() => kernel(0, 0));
  meter.noteProbe(geo, 'up', false);
  meter.noteProbe(geo, 'down', false);
  meter.noteProbe(geo, 'up', true);
  timers.pass(250);
  t.strictSame(told, [{ up: 52, down: 52 }]);
  meter.noteProbe(parseLinkName('other'), 'up', false);
  meter.watch(parseLinkName('other'), { ...noMessages, bytesWritten: 1, bytesRead: 1, destroyed: false });
  timers.pass(250);
  t.equal(told.length, 1);
});

t.test('[L50] the interface of a program is told from the kernel’s, and one that is missing is none', async (t) => {
  const root = temporaryFolder(t);
  const make = (name: string, uevent: string) => {
    mkdirSync(join(root, name, 'statistics'), { recursive: true });
    const files = {
      uevent,
      ifindex: '9\n',
      mtu: '1420\n',
      'statistics/tx_packets': '3\n',
      'statistics/tx_bytes': '400\n',
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), text);
    writeFileSync(join(root, name, 'statistics/rx_packets'), '1\n');
    writeFileSync(join(root, name, 'statistics/rx_bytes'), '60\n');
  };
  make('cn-geo', 'DEVTYPE=wireguard\nINTERFACE=cn-geo\nIFINDEX=9\n');
  make('cn-tun', 'INTERFACE=cn-tun\nIFINDEX=9\n');
  const counts = { index: 9, mtu: 1_420, up: { packets: 3, bytes: 400 }, down: { packets: 1, bytes: 60 } };
  t.strictSame(readInterfaceCounters('cn-geo', root), { form: 'kernel', ...counts });
  t.strictSame(readInterfaceCounters('cn-tun', root), { form: 'tun', ...counts });
  t.equal(readInterfaceCounters('cn-none', root), undefined);
});
