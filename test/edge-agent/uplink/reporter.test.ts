import t from 'tap';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import { Reporter } from '../../../edge-agent/uplink/reporter.js';
import { decodeControl } from '../../../protocol/control/control.js';
import type { LaneReport } from '../../../protocol/control/report.js';
import type { Welcome } from '../../../protocol/control/welcome.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { observation, openSite, upOf, write } from '../../support/journal-fixtures.js';
import { eventually } from '../../support/programs-records.js';
import { plainWelcome } from '../../support/protocol-arbitraries.js';

const code = parseSiteCode('7KD');

/** A session of which only what is sent over it matters. */
function sessionOf(ups: Welcome['ups']) {
  const reports: (readonly LaneReport[])[] = [];
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
    publish: async (_channel, payload) => {
      const message = decodeControl(payload);
      if (message.kind === 'report') reports.push(message.lanes);
    },
  };
  return { session, reports };
}

t.test('[S13] each session begins with a report of what waits, and one follows when nothing does', async (t) => {
  const { sync, ...journal } = openSite(t, code);
  await write({ ...journal, sync }, observation('o1', 'p1'));
  const reporter = new Reporter({ sync, site: code, now: Date.now, onError: (error) => t.fail(String(error)) });
  t.teardown(() => reporter.stop());
  const forget = sync.onCommit(() => reporter.wake());
  t.teardown(forget);
  const first = sessionOf([]);
  reporter.use(first.session);
  await eventually('told', () => first.reports.length === 1);
  const waiting = (await sync.acknowledged(upOf(code))).find(({ pending }) => pending > 0);
  const { lane, headSeq, oldestPendingMilliseconds } = waiting ?? {};
  t.ok(oldestPendingMilliseconds);
  t.strictSame(
    first.reports[0]?.find((report) => report.lane === lane),
    { lane, headSeq, oldestPendingMilliseconds },
  );

  const head = (await sync.heads(upOf(code))).find((cursor) => cursor.lane === lane);
  if (head === undefined) throw new Error('head');
  const durability = {
    ...{ lane: head.lane, durable: { seq: head.seq, chain: head.chain }, safeSeq: 0, creditBytes: 1_000 },
  };
  // The receipt was lost with an earlier connection: the welcome knows.
  const second = sessionOf([durability]);
  reporter.use(second.session);
  await eventually('told', () => second.reports.length === 1);
  t.notOk(second.reports[0]?.some((report) => report.oldestPendingMilliseconds > 0));

  const third = sessionOf([]);
  reporter.use(third.session);
  await eventually('told', () => third.reports.length === 1);
  const receipt = { kind: 'receipt', node: parseSiteCode('000'), hubEpoch: 1, epoch: 1, rejects: [] } as const;
  await sync.acknowledge(upOf(code), { ...receipt, ...durability });
  await eventually('nothing waits', () => third.reports.length === 2);
  t.notOk(third.reports[1]?.some((report) => report.oldestPendingMilliseconds > 0));
  t.equal(first.reports.length + second.reports.length, 2, 'nothing goes over a session that is over');
});
