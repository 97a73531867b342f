import { execFileSync } from 'node:child_process';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls';
import { type CountedSocket, LinkMeter } from '../../../../edge-agent/links/metering/link-meter.js';
import { parseLinkName } from '../../../../protocol/ids.js';
import { testCertificate } from '../../../support/test-certificate.js';

/**
 * Runs in a network of its own, whose loopback takes packets of 1500 bytes: a session between a site and a hub, its real
 * packets counted by nftables, and beside them what the site's meter says. One JSON object a line.
 */
const port = 7000;
const quietMilliseconds = 600;
const link = parseLinkName('geo');
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const rules = `table inet metering {
  counter up { }
  counter down { }
  chain leaving {
    type filter hook output priority 0
    tcp dport ${port} counter name up
    tcp sport ${port} counter name down
  }
}
`;

/** One end: messages that begin with their length. */
class End {
  written = 0;
  read = 0;
  onMessage: (bytes: number) => void = () => {};
  readonly #socket: TLSSocket;
  #left: Buffer = Buffer.alloc(0);

  constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => this.#take(data));
  }

  send(bytes: number): void {
    const message = Buffer.alloc(bytes, 7);
    message.writeUInt32BE(bytes, 0);
    this.written += 1;
    this.#socket.write(message);
  }

  end(): void {
    this.#socket.end();
  }

  #take(data: Buffer): void {
    this.#left = Buffer.concat([this.#left, data]);
    while (this.#left.length >= 4 && this.#left.length >= this.#left.readUInt32BE(0)) {
      const bytes = this.#left.readUInt32BE(0);
      this.#left = this.#left.subarray(bytes);
      this.read += 1;
      this.onMessage(bytes);
    }
  }
}

interface Session {
  readonly site: End;
  readonly hub: End;
}

async function openSession(meter: LinkMeter): Promise<Session> {
  const { authority, key, cert } = await testCertificate();
  const server = createServer({ key, cert, ca: authority, requestCert: true, rejectUnauthorized: false });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const came = new Promise<TLSSocket>((resolve) => server.once('secureConnection', resolve));
  const wire = connectTcp({ host: '127.0.0.1', port });
  wire.setNoDelay(true);
  const site = new End(connectTls({ socket: wire, key, cert, ca: authority, minVersion: 'TLSv1.3', servername: '' }));
  const counted: CountedSocket = Object.create(wire, {
    messagesWritten: { get: () => site.written },
    messagesRead: { get: () => site.read },
  });
  meter.watch(link, counted);
  const far = await came;
  far.setNoDelay(true);
  server.close();
  return { site, hub: new End(far) };
}

/** `from` sends so many messages, two of them on their way at a time, each answered after 5 ms. */
function bulk(from: End, to: End, bytes: number, count: number): Promise<void> {
  let sent = 0;
  let answered = 0;
  const send = () => {
    if (sent === count) return;
    sent += 1;
    from.send(bytes);
  };
  to.onMessage = () => setTimeout(() => to.send(100), 5);
  return new Promise((resolve) => {
    from.onMessage = () => {
      answered += 1;
      if (answered === count) resolve();
      else send();
    };
    send();
    send();
  });
}

const silent = () => {};

const looksMax = 3;
const errorShareMax = 0.05;

function isClose({ real, said }: { readonly real: number; readonly said: number }): boolean {
  return Math.abs(said - real) <= real * errorShareMax;
}

/** Each message is answered, or not, after so long. */
async function spaced(from: End, to: End, messages: readonly { bytes: number; wait: number }[], answer?: number) {
  from.onMessage = silent;
  to.onMessage = answer === undefined ? silent : () => setTimeout(() => to.send(130), answer);
  for (const { bytes, wait } of messages) {
    from.send(bytes);
    await pause(wait);
  }
}

const trickle = Array.from({ length: 8 }, (_, index) => ({ bytes: 450, wait: 350 + index * 40 }));
const bursts = Array.from({ length: 4 }, () => [20, 20, 20, 20, 700].map((wait) => ({ bytes: 300, wait }))).flat();

async function measureAll(meter: LinkMeter, count: (name: string) => number): Promise<void> {
  const read = () => {
    meter.look();
    const said = meter.totals().get(link) ?? { up: 0, down: 0 };
    return { real: count('up') + count('down'), said: said.up + said.down };
  };
  const look = async <T>(run: () => Promise<T>) => {
    const before = read();
    const result = await run();
    await pause(quietMilliseconds);
    const after = read();
    return { result, real: after.real - before.real, said: after.said - before.said };
  };
  const tell = (traffic: string, { real, said }: { readonly real: number; readonly said: number }) =>
    process.stdout.write(`${JSON.stringify({ traffic, real, said })}\n`);
  // On a busy machine an answer comes so late that the system acknowledges first: then it is looked at again.
  const measure = async (traffic: string, run: () => Promise<unknown>) => {
    let seen = await look(run);
    for (let again = 1; again < looksMax && !isClose(seen); again += 1) seen = await look(run);
    tell(traffic, seen);
  };
  const opened = await look(() => openSession(meter));
  tell('connect', opened);
  const { site, hub } = opened.result;
  await measure('trickle', () => spaced(site, hub, trickle, 8));
  await measure('trickle, answered late', () => spaced(site, hub, trickle, 600));
  await measure('trickle down', () => spaced(hub, site, trickle, 8));
  await measure('bursts', () => spaced(site, hub, bursts, 8));
  await measure('bursts without an answer', () => spaced(site, hub, bursts));
  await measure('idle', () => pause(1_000));
  await measure('bulk up', () => bulk(site, hub, 16_384, 60));
  await measure('bulk up, large', () => bulk(site, hub, 65_536, 20));
  await measure('bulk down', () => bulk(hub, site, 16_384, 60));
  await measure('bulk down, large', () => bulk(hub, site, 65_536, 20));
  site.end();
}

execFileSync('ip', ['link', 'set', 'lo', 'mtu', '1500', 'up']);
// Else one packet of the system stands for many of the wire.
execFileSync('ip', ['link', 'set', 'lo', 'gso_max_segs', '1']);
execFileSync('nft', ['-f', '-'], { input: rules });
const meter = new LinkMeter({ links: [{ name: link, hub: { host: '127.0.0.1', port } }] });
meter.start(silent);
await measureAll(meter, (name) => {
  const shown = execFileSync('nft', ['list', 'counter', 'inet', 'metering', name], { encoding: 'utf8' });
  return Number(/bytes (\d+)/.exec(shown)?.[1]);
});
meter.stop();
