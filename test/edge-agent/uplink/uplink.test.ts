import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import type { Timers } from '../../../config/running/timers.js';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import { StoppedLanes } from '../../../edge-agent/links/stopped-lanes.js';
import { Uplink } from '../../../edge-agent/uplink/uplink.js';
import { cursorStart } from '../../../protocol/change.js';
import { hubCode, parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { type Lane, lanes } from '../../../protocol/lane.js';
import { limits } from '../../../protocol/limits.js';
import { handTimers } from '../../support/hand-timers.js';
import { observation, openSite, upOf, write } from '../../support/journal-fixtures.js';
import { eventually } from '../../support/programs-records.js';
import { plainWelcome } from '../../support/protocol-arbitraries.js';

const code = parseSiteCode('7KD');
const log = upOf(code);
const creditBytes = limits.creditBytesMax;

/** A session at its start, and the lanes of the batches that were sent over it. */
function sessionOf() {
  const sent: (Lane | 'ctl')[] = [];
  const ups = lanes.map((lane) => ({ lane, durable: cursorStart({ ...log, lane }), safeSeq: 0, creditBytes }));
  const version = {
    protocol: 1,
    schema: 1,
    hubEpoch: 1,
    epoch: 1,
    hubMilliseconds: 0,
    dictionaries: [],
    ...plainWelcome,
  };
  const session: OpenSession = {
    ...{
      link: parseLinkName('fibre'),
      metered: false,
      kind: 'fibre',
      answerMilliseconds: 1,
      welcome: { kind: 'welcome', ...version, ups },
    },
    sign: () => new Uint8Array(),
    publish: async (channel) => void sent.push(channel),
  };
  return { session, sent };
}

const carriedBy = (session: OpenSession, some: readonly Lane[] = lanes) =>
  new Map(some.map((lane) => [lane, session] as const));

const budgets = { policyOf: () => undefined };

function setUp(t: Parameters<typeof openSite>[0], timers?: Timers) {
  const { sync, ...journal } = openSite(t, code);
  const renewals: number[] = [];
  const stops = new StoppedLanes({ renew: () => renewals.push(Date.now()), random: () => 0, onChanged: () => {} });
  const failed: string[] = [];
  const renewed: string[] = [];
  const late: string[] = [];
  const uplink = new Uplink({
    ...{
      sync,
      site: code,
      beforePublish: async () => {},
      dictionaries: new Map(),
      budgets,
      hasMeteredLink: false,
      stops,
    },
    ...{ ...(timers && { timers }), onReceiptLate: (link) => late.push(link) },
    ...{ logger: createLogger('test', 'silent'), failSession: (_session, cause) => failed.push(cause) },
    renew: ({ link }) => renewed.push(link),
    onError: (error) => {
      throw error;
    },
  });
  t.teardown(async () => {
    stops.stop();
    await uplink.stop();
  });
  return { journal: { ...journal, sync }, sync, stops, uplink, failed, late, renewals, renewed };
}

t.test('[S6][S10] a late refusal stops a lane for a while only, and it is shown meanwhile', async (t) => {
  const { journal, sync, stops, uplink, failed, renewals } = setUp(t);
  await write(journal, observation('o1', 'p1'));
  const head = (await sync.heads(log)).find(({ seq }) => seq > 0);
  if (head === undefined) throw new Error('head');
  const { lane } = head;
  const receipt = { kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, rejects: [], safeSeq: 0 } as const;
  const first = sessionOf();
  uplink.assign(carriedBy(first.session));
  await eventually('sent', () => first.sent.length === 1);
  uplink.hearRefusal(first.session, { kind: 'refusal', code: 'epoch-unknown', lane });
  uplink.hearRefusal(first.session, { kind: 'refusal', code: 'epoch-unknown', lane });
  t.equal(stops.codeOf(lane), 'epoch-unknown');
  await eventually('renewed', () => renewals.length === 1);
  t.strictSame(failed, [], 'the connection stands, for the other lanes');

  const second = sessionOf();
  uplink.assign(carriedBy(second.session));
  await eventually('sent again', () => second.sent.length === 1);
  t.equal(stops.codeOf(lane), 'epoch-unknown', 'until the hub took something');
  await uplink.hearReceipt(second.session, { ...receipt, lane, durable: head, creditBytes });
  t.equal(stops.codeOf(lane), undefined);
});

t.test(
  '[S6] what the refused session had taken before is no progress, and a change of link needs no renewal',
  async (t) => {
    const { journal, sync, stops, uplink, renewals } = setUp(t);
    await write(journal, observation('o1', 'p1'));
    const head = (await sync.heads(log)).find(({ seq }) => seq > 0);
    if (head === undefined) throw new Error('head');
    const { lane } = head;
    const { session } = sessionOf();
    uplink.assign(carriedBy(session));
    uplink.hearRefusal(session, { kind: 'refusal', code: 'batch-fork', lane });
    const receipt = { kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, rejects: [], safeSeq: 0 } as const;
    await uplink.hearReceipt(session, { ...receipt, lane, durable: head, creditBytes });
    t.equal(stops.codeOf(lane), 'batch-fork');
    uplink.assign(new Map());
    await new Promise((resolve) => setTimeout(resolve, 700));
    t.strictSame(renewals, []);
  },
);

t.test('[S98] a session that the hub does not know is begun anew, however many messages were under way', async (t) => {
  const timers = handTimers();
  const { uplink, failed, renewed } = setUp(t, timers);
  const { session } = sessionOf();
  uplink.assign(carriedBy(session));
  const unknown = { kind: 'refusal', code: 'epoch-unknown' } as const;
  for (let count = 0; count < 5; count += 1) uplink.hearRefusal(session, unknown);
  t.strictSame(renewed, ['fibre']);
  timers.pass(9_000);
  uplink.hearRefusal(session, unknown);
  t.equal(renewed.length, 1);
  timers.pass(1_000);
  uplink.hearRefusal(session, unknown);
  t.equal(renewed.length, 2, 'a hub that still does not know it is asked again');
  uplink.hearRefusal(session, { kind: 'refusal', code: 'scope-forged' });
  timers.pass(10_000);
  uplink.hearRefusal(session, { kind: 'refusal', code: 'scope-forged' });
  t.equal(renewed.length, 2);
  t.strictSame(failed, []);
});

t.test('[S22] a receipt that is overdue is told of its link, a lane without credit is not', async (t) => {
  const timers = handTimers();
  const { journal, uplink, late } = setUp(t, timers);
  await write(journal, observation('pulse', 'anna'));
  const { session, sent } = sessionOf();
  uplink.assign(carriedBy(session));
  await eventually('sent', () => sent.includes(2));
  t.strictSame(late, []);
  timers.pass(60_000);
  await eventually('asked', () => sent.includes('ctl'));
  t.strictSame([...new Set(late)], ['fibre']);

  const poor = sessionOf();
  const ups = poor.session.welcome.ups.map((up) => ({ ...up, creditBytes: 0 }));
  late.length = 0;
  uplink.assign(carriedBy({ ...poor.session, welcome: { ...poor.session.welcome, hubEpoch: 2, ups } }));
  timers.pass(60_000);
  await eventually('asked', () => poor.sent.includes('ctl'));
  t.strictSame(late, []);
});

t.test('[S6] a lane that stays where it stopped keeps its retry when others move', async (t) => {
  const { journal, uplink, stops, renewals } = setUp(t);
  await write(journal, observation('pulse', 'anna'));
  const [one, two] = [sessionOf(), sessionOf()];
  uplink.assign(carriedBy(one.session));
  await eventually('sent', () => one.sent.includes(2));
  uplink.hearRefusal(one.session, { kind: 'refusal', code: 'batch-fork', lane: 2 });
  t.equal(stops.codeOf(2), 'batch-fork');
  uplink.assign(new Map([...carriedBy(one.session), [5, two.session]]));
  await eventually('tried again', () => renewals.length > 0);
});
