import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { ProbeResponder } from '../../../../central-hub/probes/probe-responder.js';
import { createLogger } from '../../../../config/running/logger.js';
import { Counter } from '../../../../config/running/metrics.js';
import { type ProbeEvent, Prober } from '../../../../edge-agent/links/probing/prober.js';
import { parseLinkName, parseSiteCode } from '../../../../protocol/ids.js';
import { sealProbe } from '../../../../protocol/probe/probe.js';
import type { ProbeKey } from '../../../../protocol/probe/probe-key.js';
import { freePort } from '../../../support/free-port.js';
import { eventually } from '../../../support/programs-records.js';

const host = '127.0.0.1';
const site = parseSiteCode('7KD');
const link = parseLinkName('fibre');
const key: ProbeKey = { tag: 77, key: new Uint8Array(32).fill(3) };

/** A responder and a prober of this machine, and the events in their order. */
async function setUp(t: Test) {
  const [answered, ignored] = [new Counter(), new Counter()];
  const active = new Set([site]);
  const responder = new ProbeResponder({
    ...{ host, port: 0, answered, ignored, logger: createLogger('test', 'silent') },
    isActive: async (code) => active.has(code),
    onError: (error) => t.fail(String(error)),
  });
  await responder.start();
  const events: ProbeEvent[] = [];
  const heard: (() => void)[] = [];
  const prober = new Prober({
    onEvent: (event) => {
      events.push(event);
      heard.shift()?.();
    },
  });
  t.teardown(async () => {
    prober.stop();
    await responder.stop();
  });
  const next = () => new Promise<void>((resolve) => heard.push(resolve));
  return { responder, prober, events, next, answered, ignored, active };
}

async function udpSocket(t: Test): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  t.teardown(() => void socket.close());
  return socket;
}

t.test('[L10][L15] a probe is answered, by address too, and shows its round trip and what was lost', async (t) => {
  const { responder, prober, events, next, answered } = await setUp(t);
  t.equal(prober.send(link), undefined, 'no key, no probe');
  prober.open({ link, host, port: responder.port, localAddress: host, key });
  // The hub does not know the key yet: the first one is lost upwards.
  prober.send(link);
  await new Promise((resolve) => setTimeout(resolve, 50));
  responder.register({ peer: { site, link }, bootId: 'a' }, key);
  const answer = next();
  t.equal(prober.send(link), 2);
  await answer;
  t.match(events, [{ kind: 'answered', link, sequence: 2, lostUp: 1, lostDown: 0 }]);
  t.equal(answered.total(), 1);
});

t.test('[L12][L14] who is revoked, and who never was known, gets no answer; each is counted', async (t) => {
  const { responder, ignored, answered, active } = await setUp(t);
  responder.register({ peer: { site, link }, bootId: 'a' }, key);
  const socket = await udpSocket(t);
  let heard = 0;
  socket.on('message', () => {
    heard += 1;
  });
  const ask = (bytes: Uint8Array) => new Promise((resolve) => socket.send(bytes, responder.port, host, resolve));
  const probe = (sequence: number) => sealProbe('request', key.key, { tag: 77, sequence, count: 0, milliseconds: 0 });
  await ask(probe(1));
  await ask(probe(1));
  await ask(Buffer.from('hello'));
  const forged = probe(2);
  forged[20] = (forged[20] ?? 0) ^ 1;
  await ask(forged);
  await eventually('probes', () => ignored.total() === 3);
  active.clear();
  responder.review();
  await eventually('probes', () => responder.keys.find(77).length === 0);
  await ask(probe(3));
  await eventually('probes', () => ignored.total() === 4);
  await eventually('probes', () => heard === 1);
  for (const reason of ['replayed', 'malformed', 'forged', 'foreign']) t.equal(ignored.total({ reason }), 1, reason);
  t.equal(answered.total(), 1);
});

t.test('[L11][L13] an answer that is forged, foreign or comes twice is no answer', async (t) => {
  const { prober, events, next } = await setUp(t);
  const hub = await udpSocket(t);
  prober.open({ link, host, port: hub.address().port, key });
  const asked = once(hub, 'message');
  prober.send(link);
  const [, from] = (await asked) as [Buffer, { port: number }];
  const good = sealProbe('answer', key.key, { tag: 77, sequence: 1, count: 1, milliseconds: 0 });
  const forged = Uint8Array.from(good).fill(0, 16);
  const foreign = sealProbe('answer', key.key, { tag: 78, sequence: 1, count: 1, milliseconds: 0 });
  const never = sealProbe('answer', key.key, { tag: 77, sequence: 9, count: 9, milliseconds: 0 });
  for (const bytes of [forged, foreign, never, good, good]) {
    const event = next();
    hub.send(bytes, from.port, host);
    await event;
  }
  t.match(events, [
    { kind: 'ignored', reason: 'forged' },
    { kind: 'ignored', reason: 'foreign' },
    { kind: 'ignored', reason: 'replayed' },
    { kind: 'answered', sequence: 1 },
    { kind: 'ignored', reason: 'replayed' },
  ]);
});

t.test('[L16] what the network refuses is an event, and the next probe is tried again', async (t) => {
  const { responder, prober, events, next } = await setUp(t);
  const hub = createSocket('udp4').bind(0, host);
  await once(hub, 'listening');
  const { port } = hub.address();
  await new Promise<void>((resolve) => hub.close(() => resolve()));
  const refused = next();
  prober.open({ link, host, port, key });
  prober.send(link);
  await refused;
  t.match(events, [{ kind: 'failed', link, code: 'ECONNREFUSED' }]);
  // An address that this machine does not have (TEST-NET-1), and a name that nobody has.
  for (const place of [{ localAddress: '192.0.2.1' }, { host: 'hub.invalid' }]) {
    const failed = next();
    prober.open({ link, host, port: responder.port, key, ...place });
    prober.send(link);
    await failed;
  }
  t.match(events.slice(1), [{ code: 'EADDRNOTAVAIL' }, { kind: 'failed' }]);
  responder.register({ peer: { site, link }, bootId: 'a' }, key);
  const answer = next();
  prober.open({ link, host, port: responder.port, key });
  prober.send(link);
  await answer;
  t.equal(events.at(-1)?.kind, 'answered');
});

t.test('[L16] a burst is so many probes; a hub whose port is taken goes on without', async (t) => {
  const { responder, prober, events } = await setUp(t);
  responder.register({ peer: { site, link }, bootId: 'a' }, key);
  prober.open({ link, host, port: responder.port, key });
  const sent: number[] = [];
  prober.burst(link, 4, 5, (sequence) => sent.push(sequence));
  await eventually('probes', () => events.length === 4);
  t.same(sent, [1, 2, 3, 4]);
  const second = new ProbeResponder({
    ...{ host, port: responder.port, answered: new Counter(), ignored: new Counter() },
    ...{ logger: createLogger('test', 'silent'), isActive: async () => true, onError: () => t.fail() },
  });
  await second.start();
  t.equal(second.port, 0);
  await second.stop();
});

t.test('[L55] probes leave from the port that routes know them by, and from any where that is taken', async (t) => {
  const { responder, prober, events } = await setUp(t);
  responder.register({ peer: { site, link }, bootId: 'a' }, key);
  const taken = await udpSocket(t);
  prober.open({ link, host, port: responder.port, localPort: taken.address().port, key });
  prober.send(link);
  await eventually('told', () => events.some((event) => event.kind === 'failed' && event.code === 'EADDRINUSE'));
  const answered = () => events.some(({ kind }) => kind === 'answered');
  await eventually('answered', () => {
    prober.send(link);
    return answered();
  });
  const far = await udpSocket(t);
  const localPort = await freePort();
  prober.open({ link, host, port: far.address().port, localPort, key });
  const came = once(far, 'message');
  prober.send(link);
  const [, from] = (await came) as [Buffer, { port: number }];
  t.equal(from.port, localPort);
});
