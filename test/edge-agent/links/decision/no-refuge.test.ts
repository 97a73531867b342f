import t from 'tap';
import { fibre, line } from '../../../support/link-lines.js';
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
