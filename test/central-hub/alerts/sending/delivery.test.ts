import t, { type Test } from 'tap';
import type {
  AlertChannel,
  OutgoingMessage,
  SendOutcome,
} from '../../../../central-hub/alerts/sending/alert-channel.js';
import {
  Delivery,
  giveUpMilliseconds,
  mailPauseMilliseconds,
} from '../../../../central-hub/alerts/sending/delivery.js';
import { Teller } from '../../../../central-hub/alerts/sending/teller.js';
import { createLogger } from '../../../../config/running/logger.js';
import { Counter } from '../../../../config/running/metrics.js';
import { worldStart } from '../../../support/alert-world.js';
import { handTimers } from '../../../support/hand-timers.js';
import { openHub } from '../../../support/journal-fixtures.js';
import { keptAlert } from '../../../support/kept-alert.js';

/** A channel that answers what the test says. */
class TestChannel implements AlertChannel {
  readonly name: AlertChannel['name'];
  readonly digests: boolean;
  readonly sent: OutgoingMessage[] = [];
  outcome: SendOutcome = { sent: true };
  hang: Promise<SendOutcome> | undefined;

  constructor(name: AlertChannel['name']) {
    this.name = name;
    this.digests = name === 'mail';
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    this.sent.push(message);
    return this.hang ?? this.outcome;
  }
}

function world(t: Test, name: AlertChannel['name']) {
  const { alerts } = openHub(t);
  const timers = handTimers();
  const channel = new TestChannel(name);
  const deliveries = new Counter();
  const now = () => worldStart + timers.elapsedMilliseconds();
  const start = () => {
    const delivery = new Delivery({
      ...{ channel, alerts, deliveries, now, timers, logger: createLogger('test', 'silent') },
      surroundings: async () => ({ language: 'en', siteNames: new Map(), hubName: 'Hub' }),
      onError: (error) => t.fail(String(error)),
    });
    delivery.start();
    return delivery;
  };
  /** In small steps, so that what is due has sent before more time has passed. */
  const pass = async (milliseconds: number) => {
    await timers.turn();
    for (let left = milliseconds; left > 0; left -= 10_000) {
      timers.pass(Math.min(left, 10_000));
      await timers.turn();
    }
  };
  let count = 0;
  const newId = () => `id-${++count}`;
  const severityMin = 'warning';
  const teller = new Teller({ alerts, channels: [name], severityMin, now, newId, onQueued: () => {} });
  const open = async (...ids: string[]) => {
    await alerts.keep(
      ids.map((id) => keptAlert({ id, startedAt: now() })),
      '',
    );
    await teller.tell();
  };
  return { alerts, pass, channel, deliveries, start, teller, open };
}

t.test(
  '[L43] what could not be sent is tried again with longer pauses, over a restart, under the same id',
  async (t) => {
    const { alerts, pass, channel, deliveries, start, teller, open } = world(t, 'webhook');
    channel.outcome = { sent: false, reason: 'unreachable' };
    await open('a', 'b');
    const first = start();
    await pass(0);
    t.equal(channel.sent.length, 1, 'where nobody answers the next one is not tried');
    await pass(60_000);
    const tries = channel.sent.length;
    t.ok(tries >= 3 && tries <= 6, `${tries} tries in a minute`);
    await pass(60 * 60_000);
    t.ok(channel.sent.length - tries < 12, `${channel.sent.length - tries} more in an hour`);
    await first.stop();
    await first.wake();
    channel.outcome = { sent: true };
    channel.sent.length = 0;
    const second = start();
    await pass(20 * 60_000);
    t.same(channel.sent.map(({ id }) => id).sort(), ['id-1', 'id-2']);
    await pass(20 * 60_000);
    t.equal(channel.sent.length, 2, 'once');
    t.equal(await alerts.waitingCount(), 0);
    t.equal(deliveries.total({ outcome: 'sent' }), 2);
    t.ok(deliveries.total({ outcome: 'unreachable' }) > 2);
    await teller.tell();
    t.equal(await alerts.waitingCount(), 0, 'and it is not said again');
    await second.stop();
  },
);

t.test('[L43] a message that one side refuses keeps no other back, and all are given up after a day', async (t) => {
  const { alerts, pass, channel, deliveries, start, open } = world(t, 'webhook');
  channel.outcome = { sent: false, reason: 'refused' };
  await open('a', 'b', 'c');
  const delivery = start();
  await pass(0);
  t.equal(channel.sent.length, 3);
  await pass(giveUpMilliseconds + 20 * 60_000);
  t.equal(await alerts.waitingCount(), 0);
  t.equal(deliveries.total({ outcome: 'given-up' }), 3);
  await delivery.stop();
});

t.test('many alerts are one mail, and mails come with a pause between', async (t) => {
  const { pass, channel, start, open, alerts } = world(t, 'mail');
  await open('a');
  const delivery = start();
  await pass(0);
  t.equal(channel.sent.length, 1);
  await open('b', 'c');
  await open('d');
  await delivery.wake();
  t.equal(channel.sent.length, 1, 'what comes soon after waits for more');
  await pass(mailPauseMilliseconds + 10_000);
  t.equal(channel.sent.length, 2);
  t.match(channel.sent[1], { subject: '[Carnet] 3 alerts' });
  t.equal(await alerts.waitingCount(), 0);
  await delivery.stop();
});

t.test('[L43] a stop does not wait for a server that hangs, and what it held is sent by the next run', async (t) => {
  const { alerts, pass, channel, start, open } = world(t, 'webhook');
  await open('a');
  let answer: (outcome: SendOutcome) => void = () => {};
  channel.hang = new Promise((resolve) => {
    answer = resolve;
  });
  const first = start();
  await pass(0);
  const stopped = first.stop();
  await pass(2_000);
  await stopped;
  answer({ sent: true });
  await pass(0);
  t.equal(await alerts.waitingCount(), 1, 'a queue that may be closed is not touched');
  channel.hang = undefined;
  const second = start();
  await pass(0);
  t.same(
    channel.sent.map(({ id }) => id),
    ['id-1', 'id-1'],
  );
  t.equal(await alerts.waitingCount(), 0);
  await second.stop();
});

t.test('without a channel nothing is queued, so that one that is set later says what is open', async (t) => {
  const { alerts } = openHub(t);
  await alerts.keep([keptAlert()], '');
  const parts = {
    alerts,
    severityMin: 'warning',
    now: () => worldStart,
    newId: () => 'x',
    onQueued: () => {},
  } as const;
  await new Teller({ ...parts, channels: [] }).tell();
  t.equal((await alerts.find('link-1'))?.told, null);
  await new Teller({ ...parts, channels: ['mail'] }).tell();
  t.match((await alerts.find('link-1'))?.told, { severity: 'warning', ended: false });
});
