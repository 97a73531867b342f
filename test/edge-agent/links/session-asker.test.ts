import t from 'tap';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import { SessionAsker } from '../../../edge-agent/links/session-asker.js';
import { decodeControl } from '../../../protocol/control/control.js';
import type { Receipt } from '../../../protocol/control/receipt.js';
import { hubCode, parseLinkName } from '../../../protocol/ids.js';
import type { Lane } from '../../../protocol/lane.js';

const chain = new Uint8Array(32);

function open(sent: Uint8Array[]): OpenSession {
  const ups = [{ lane: 0 as Lane, durable: { seq: 4, chain }, safeSeq: 2, creditBytes: 1_000 }];
  const session: Partial<OpenSession> = {
    link: parseLinkName('fibre'),
    welcome: { ups } as unknown as OpenSession['welcome'],
    publish: async (_channel, payload) => void sent.push(payload),
  };
  return session as OpenSession;
}

function receipt(change: Partial<Receipt> = {}): Receipt {
  return {
    ...{ kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, lane: 0, durable: { seq: 4, chain } },
    ...{ safeSeq: 2, creditBytes: 1_000, rejects: [], ...change },
  };
}

t.test(
  '[L70][S22] the hub is asked for the receipt of the lane over which least goes, and its answer is known',
  async (t) => {
    const sent: Uint8Array[] = [];
    const session = open(sent);
    const asker = new SessionAsker((error) => t.fail(String(error)));
    t.strictSame(asker.hear(session, receipt()), { isReply: false, isKnown: false }, 'nobody asked');
    asker.ask(session);
    t.same(sent.map(decodeControl), [{ kind: 'ask', lane: 0 }]);
    t.strictSame(asker.hear(session, receipt({ lane: 2 })), { isReply: false, isKnown: false }, 'of another lane');
    t.strictSame(asker.hear(open([]), receipt()), { isReply: false, isKnown: false }, 'of another session');
    t.strictSame(asker.hear(session, receipt()), { isReply: true, isKnown: true }, 'nothing that has to be kept');
    t.strictSame(
      asker.hear(session, receipt()),
      { isReply: false, isKnown: false },
      'that of the sender’s own question',
    );
  },
);

t.test('[L70][S7] an answer that says more than was known is kept like any receipt', async (t) => {
  const session = open([]);
  const asker = new SessionAsker((error) => t.fail(String(error)));
  for (const change of [
    { durable: { seq: 5, chain } },
    { durable: { seq: 5, chain }, safeSeq: 5 },
    { durable: { seq: 5, chain }, safeSeq: 5, creditBytes: 7 },
    { durable: { seq: 5, chain }, safeSeq: 5, creditBytes: 7, rejects: [{ seq: 5, code: 'batch-malformed' as const }] },
    { durable: { seq: 5, chain }, safeSeq: 5, creditBytes: 7, mended: [5] },
  ]) {
    asker.ask(session);
    t.strictSame(asker.hear(session, receipt(change)), { isReply: true, isKnown: false });
  }
  asker.ask(session);
  const last = receipt({ durable: { seq: 5, chain }, safeSeq: 5, creditBytes: 7 });
  t.strictSame(asker.hear(session, last), { isReply: true, isKnown: true });
});
