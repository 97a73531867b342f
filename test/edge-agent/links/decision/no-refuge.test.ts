import t from 'tap';
import type { LinkHappening } from '../../../../edge-agent/links/decision/link-event.js';
import { nextLinks, openLinks } from '../../../../edge-agent/links/decision/next-links.js';
import { fibre, line, satellite } from '../../../support/link-lines.js';
import { LinkWorld } from '../../../support/link-world.js';

t.test(
  '[L19] a link that falls every few seconds is not taken with each of its turns from one that was lossy',
  async (t) => {
    const world = new LinkWorld([fibre, line('cellular', { kind: 'cellular' })], 7).traffic(1_000).run(60_000);
    const from = world.now;
    const cuts = Array.from({ length: 9 }, (_, turn) => from + 60_000 + turn * 6_800);
    world.faults = [
      { link: 'fibre', kind: 'loss', amount: 0.3, from: from + 30_000, to: from + 50_000 },
      ...cuts.map((at) => ({ link: 'cellular', kind: 'blackhole' as const, from: at, to: at + 2_500 })),
    ];
    world.run(from + 150_000);
    const moves = world.decisions.filter(({ atMilliseconds }) => atMilliseconds > from + 60_000);
    t.comment(
      moves.map(({ atMilliseconds, from: left, to, reason }) => `${atMilliseconds - from} ${left} ${to} ${reason}`),
    );
    t.ok(moves.length <= 5, `${moves.length} decisions`);
  },
);

t.test(
  '[L18][L70] a link that came back by its session and falls silent before a probe is answered is down',
  async (t) => {
    const { plan } = satellite;
    const { link } = plan;
    let state = openLinks([plan], 0);
    const tell = (happening: LinkHappening, atMilliseconds: number) => {
      ({ state } = nextLinks(state, { ...happening, atMilliseconds }));
    };
    let sequence = 0;
    const askInVain = (from: number) => {
      for (let index = 0; index < 5; index += 1) {
        sequence += 1;
        tell({ kind: 'probe-sent', link, sequence }, from + index * 100);
      }
      tell({ kind: 'tick' }, from + 5_000);
      t.equal(state.links[0]?.condition, 'sound', 'a firewall may have swallowed them: the session is asked');
      // Twice as long as an answer may take by satellite.
      tell({ kind: 'tick' }, from + 5_000 + 8_000);
      return state.links[0]?.condition;
    };
    tell({ kind: 'session-up', link }, 1_000);
    t.equal(askInVain(10_000), 'down');
    tell({ kind: 'session-down', link, cause: 'blackhole' }, 20_000);
    tell({ kind: 'session-up', link }, 60_000);
    t.not(state.links[0]?.condition, 'down', 'its session shows that it is back');
    t.equal(askInVain(90_000), 'down', 'the misses of before are none of this silence');
  },
);
