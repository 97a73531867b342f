import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import { OrderDesk } from '../../../central-hub/orders/order-desk.js';
import { decodeControl } from '../../../protocol/control/control.js';
import { handTimers } from '../../support/hand-timers.js';
import { addSite, openHub } from '../../support/journal-fixtures.js';

t.test(
  '[L46] an order without an answer is said again after 30 s, then twice as long each time up to an hour',
  async (t) => {
    const hub = openHub(t);
    const site = await addSite(hub);
    const timers = handTimers();
    const peer = { site, link: 'fibre' } as unknown as SitePeer;
    const said: string[] = [];
    const desk = new OrderDesk({
      ...{ orders: hub.orders, fleet: hub.fleet, timers },
      transport: { publish: async (_peer, _channel, payload) => void said.push(decodeControl(payload).kind) },
      carrier: () => peer,
      now: () => 1_000,
      newId: () => '',
      sealOrder: () => '',
      onWiped: async () => {},
      onChanged: () => {},
      onError: (error) => t.error(error),
    });
    const rest = async () => {
      for (let turns = 0; turns < 60; turns += 1) await setImmediate();
    };
    desk.start();
    t.teardown(() => desk.stop());
    const id = '0197c0de-0000-7000-8000-000000000001';
    await hub.orders.add({ id, site, kind: 'path-test', by: 'ops', author: 'ops', atMilliseconds: 1_000 });
    desk.tell(site);
    await rest();
    t.strictSame(said, ['order']);
    const pauses: number[] = [];
    for (let seconds = 30, saidAt = 0; pauses.length < 9 && seconds < 12_000; seconds += 30) {
      const { length } = said;
      timers.pass(30_000);
      await rest();
      if (said.length === length) continue;
      pauses.push(seconds - saidAt);
      saidAt = seconds;
    }
    t.strictSame(pauses, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
  },
);
