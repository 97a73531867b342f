import t from 'tap';
import type { OpenSession } from '../../../edge-agent/links/open-session.js';
import { Prover } from '../../../edge-agent/proof/prover.js';
import { decodeControl } from '../../../protocol/control/control.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { openSite, patient, write } from '../../support/journal-fixtures.js';
import { eventually } from '../../support/programs-records.js';

const site = parseSiteCode('7KD');

t.test('[D2] a question whose session gives way to another one is asked again over that one', async (t) => {
  const journal = openSite(t, site);
  await write(journal, patient('p'));
  const asked: { readonly over: string; readonly round: number }[] = [];
  const sessionOf = (over: string) =>
    ({
      publish: async (_channel: unknown, payload: Uint8Array) => {
        const message = decodeControl(payload);
        if (message.kind === 'digest') asked.push({ over, round: message.round });
      },
    }) as unknown as OpenSession;
  const [satellite, fibre] = [sessionOf('satellite'), sessionOf('fibre')];
  const prover = new Prover({
    ...{ site, digests: journal.digests, now: Date.now, random: () => 0 },
    ...{ onChanged: () => {}, onError: (error) => t.error(error) },
  });
  t.teardown(() => prover.stop());
  prover.use(satellite);
  const report = prover.prove();
  await eventually('asked', () => asked.length === 1);
  prover.use(fibre);
  const again = await eventually('asked again', () => asked[1], 10_000);
  t.equal(again.over, 'fibre');
  const answer = { kind: 'digest-answer', months: [], lacking: [], verdict: 'proved' } as const;
  await prover.hear(satellite, { ...answer, round: again.round });
  t.equal(prover.state, 'asking', 'what comes over the session before is no answer to it');
  await prover.hear(fibre, { ...answer, round: again.round });
  t.match(await report, { state: 'proved', provedAt: Number });
});
