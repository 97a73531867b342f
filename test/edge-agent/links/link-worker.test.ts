import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import t from 'tap';
import type { HubConnection, HubConnectionEvents } from '../../../edge-agent/links/connection.js';
import type { LinkPlan } from '../../../edge-agent/links/decision/link-plan.js';
import type { LinkCause } from '../../../edge-agent/links/link-cause.js';
import { LinkSupervisor } from '../../../edge-agent/links/link-supervisor.js';
import { LinkWorker } from '../../../edge-agent/links/link-worker.js';
import type { LinkWorkerOptions } from '../../../edge-agent/links/link-worker-options.js';
import type { Welcome } from '../../../protocol/control/welcome.js';
import { type LinkName, parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { timersOf, VirtualTime } from '../../simulation/virtual-time.js';
import { seededRandom } from '../../support/seeded-random.js';

/** A link whose connections end when the test says so, and for the cause that it says. */
function openWorker({ hubKey, ...more }: { readonly hubKey?: KeyObject } & Partial<LinkWorkerOptions> = {}) {
  const time = new VirtualTime();
  const timers = timersOf(time, seededRandom(1), () => true);
  const pass = (milliseconds: number) => time.runUntil(time.elapsedMilliseconds + milliseconds);
  const attempts: number[] = [];
  const causes: LinkCause[] = [];
  let refusals = 0;
  let events: HubConnectionEvents | undefined;
  const nothing = () => {};
  const connection: Omit<HubConnection, 'close'> = {
    hubKey,
    start: () => attempts.push(timers.elapsedMilliseconds()),
    publish: async () => {},
  };
  const worker = new LinkWorker({
    connection: {
      ...{ host: '127.0.0.1', port: 1, hubName: 'hub', keyPem: '', certificatePem: '', authorityPem: '', partition: 0 },
      ...{ site: parseSiteCode('7KD'), link: parseLinkName('fibre'), connectMillisecondsMax: 1, keepaliveSeconds: 1 },
    },
    connect: (_options, given) => {
      events = given;
      return { ...connection, close: (cause = 'none') => given.onClosed(cause) };
    },
    openChannel: () => ({
      ...{ sessionKey: new Uint8Array(), probeKey: undefined },
      sign: fail,
      ...{ sealHello: fail, openWelcome: fail, close: fail, open: fail },
    }),
    ...{ metered: true, kind: 'geo', random: () => 0.999, timers, welcomeMillisecondsMax: 1, readHello: fail },
    ...{ admit: fail, onRefusedHello: nothing, onUp: nothing, onDown: (cause) => causes.push(cause), onHeard: nothing },
    ...{ onBatch: nothing, onLeaseCheck: () => undefined, onReturned: nothing, onReceipt: nothing },
    ...{ onDigestAnswer: nothing, onConfirmed: nothing, onAsk: nothing, onRefusal: nothing, onUsed: nothing },
    ...{
      onLinkSamplesKept: nothing,
      onAuditAnchored: nothing,
      onOrder: nothing,
      onErasure: nothing,
      onBootstrap: nothing,
      onFetched: nothing,
      onAttachment: nothing,
      onError: fail,
      onCertificateRefused: () => {
        refusals += 1;
      },
    },
    ...more,
  });
  const failTimes = async (times: number, cause: LinkCause) => {
    for (let index = 0; index < times; index += 1) {
      if (index > 0) await pass(60_000);
      events?.onClosed(cause);
    }
  };
  /** What the hub says over the newest connection. */
  const hear = (message: Uint8Array) => events?.onMessage('ctl', message);
  return { worker, timers, pass, attempts, causes, failTimes, hear, refusals: () => refusals };
}

function fail(): never {
  throw new Error('not in this test');
}

t.test('[L2] a link that found the hub away is tried within seconds once another link has reached it', async (t) => {
  const { worker, pass, attempts, failTimes } = openWorker();
  worker.want(true);
  await failTimes(10, 'hub-down');
  const before = attempts.length;
  await pass(2_000);
  t.equal(attempts.length, before, 'left alone it waits for up to half a minute');
  worker.hurry();
  await pass(2_000);
  t.equal(attempts.length, before + 1);
  worker.hurry();
  await pass(2_000);
  t.equal(attempts.length, before + 1, 'one that is being tried is not tried twice');
});

t.test('[L2] a session over one link hurries the others', async (t) => {
  const { worker, timers, pass, attempts, failTimes } = openWorker();
  const [own, other] = [parseLinkName('fibre'), parseLinkName('geo')];
  const planOf = (link: LinkName): LinkPlan => ({
    ...{ link, kind: 'other', metered: false, standby: 'warm', carriesBulk: false },
  });
  const nothing = () => {};
  const supervisor = new LinkSupervisor({
    links: [
      { plan: planOf(own), worker },
      { plan: planOf(other), worker: openWorker().worker },
    ],
    ...{ timers, now: () => 0, onAssigned: nothing, onActive: nothing, onDecision: nothing, onChanged: nothing },
  });
  supervisor.start();
  await failTimes(10, 'hub-down');
  const before = attempts.length;
  supervisor.note({ kind: 'session-up', link: other });
  await pass(2_000);
  t.equal(attempts.length, before + 1);
  supervisor.stop();
});

t.test('[L2] what the hub refused, or is about to be tried anyway, is not hurried', async (t) => {
  const refused = openWorker();
  refused.worker.want(true);
  await refused.failTimes(10, 'certificate');
  const before = refused.attempts.length;
  refused.worker.hurry();
  await refused.pass(2_000);
  t.equal(refused.attempts.length, before);

  const soon = openWorker();
  soon.worker.want(true);
  await soon.failTimes(1, 'hub-down');
  soon.worker.hurry();
  await soon.pass(250);
  t.equal(soon.attempts.length, 2, 'the first pause is shorter than the hurry');
  await soon.failTimes(1, 'hub-down');
  soon.worker.want(false);
  soon.worker.hurry();
  await soon.pass(60_000);
  t.equal(soon.attempts.length, 2, 'a link that is let go is left alone');
  t.strictSame(soon.causes, ['hub-down', 'hub-down']);
});

t.test('[T26] a wrong certificate at the far end is no word of the hub about this one', async (t) => {
  const portal = openWorker();
  portal.worker.want(true);
  await portal.failTimes(3, 'certificate');
  t.equal(portal.refusals(), 0, 'whoever answered has proven nothing');
  const hub = openWorker({ hubKey: generateKeyPairSync('ed25519').publicKey });
  hub.worker.want(true);
  await hub.failTimes(2, 'certificate');
  await hub.pass(60_000);
  await hub.failTimes(1, 'link-down');
  t.equal(hub.refusals(), 2, 'the hub that has proven itself does not take it');
});

t.test('[T27] a certificate that comes while a link is being tried is gone over to when it is there', async (t) => {
  const shown: string[] = [];
  const pair = { keyPem: '', certificatePem: 'first', authorityPem: '' };
  const { worker, hear } = openWorker({
    readPair: () => {
      shown.push(pair.certificatePem);
      return { ...pair };
    },
    openChannel: () => ({
      ...{ sessionKey: new Uint8Array(), probeKey: undefined, resumptionKey: undefined },
      sign: fail,
      ...{ sealHello: fail, openWelcome: () => ({ kind: 'welcome' }) as Welcome, close: fail, open: fail },
    }),
    admit: async () => 'open',
  });
  const welcome = async () => {
    hear(Uint8Array.of(2));
    await new Promise((resolve) => setImmediate(resolve));
  };
  worker.want(true);
  pair.certificatePem = 'next';
  worker.move();
  t.strictSame(shown, ['first'], 'what is being tried is not disturbed');
  await welcome();
  t.equal(worker.session?.certificatePem, 'first');
  t.strictSame(shown, ['first', 'next']);
  await welcome();
  t.equal(worker.session?.certificatePem, 'next');
  t.strictSame(shown, ['first', 'next'], 'and no further');
});
