import t from 'tap';
import { ImportProgressLine } from '../../../provisioning/commands/import/import-progress.js';
import { Pace } from '../../../provisioning/commands/pace.js';

t.test(
  '[F81] [F84] the rate counts what was done since it was first seen, not what was there before a cut',
  async (t) => {
    const pace = new Pace();
    t.strictSame(pace.note(900, 0.9, 5_000), { perSecond: 0, secondsLeft: null });
    t.strictSame(pace.note(900, 0.9, 6_000), { perSecond: 0, secondsLeft: null });
    t.strictSame(pace.note(920, 0.92, 7_000), { perSecond: 10, secondsLeft: 8 });
    t.strictSame(pace.note(1_000, 1, 15_000), { perSecond: 10, secondsLeft: 0 });
  },
);

t.test('[F84] an undoing tells each second how far it is, at what rate and how long it will take', async (t) => {
  for (const [json, expected] of [
    [
      true,
      [
        '{"event":"progress","stage":"undo","resources":100,"resourcesAll":1100,"resourcesPerSecond":0,"secondsLeft":null}',
        '{"event":"progress","stage":"undo","resources":300,"resourcesAll":1100,"resourcesPerSecond":100,"secondsLeft":8}',
      ],
    ],
    [false, ['55 % · 600 annulées · 42/s · reste 12 s']],
  ] as const) {
    let [said, now] = ['', 0];
    const context = {
      language: 'fr' as const,
      isTerminal: false,
      error: (text: string) => {
        said += text;
      },
    };
    const line = new ImportProgressLine(context as never, () => now, json);
    for (const [milliseconds, resources] of json
      ? ([
          [10, 100],
          [510, 200],
          [2_010, 300],
        ] as const)
      : ([
          [10, 100],
          [9_000, 300],
          [12_010, 600],
        ] as const)) {
      now = milliseconds;
      line.show({ stage: 'undo', resources, resourcesAll: 1_100 });
    }
    t.strictSame(said.trim().split('\n'), expected);
  }
});

t.test('[F81] an import is as far as what is written of it, however much of the file is read', async (t) => {
  let [said, now] = ['', 0];
  const context = {
    language: 'en' as const,
    isTerminal: true,
    error: (text: string) => {
      said += text;
    },
  };
  const line = new ImportProgressLine(context as never, () => now, false);
  const file = { stage: 'write', file: 'a', bytesRead: 9, bytesAll: 9, resourcesAll: 1_000 } as const;
  for (const [milliseconds, resources] of [
    [1_000, 200],
    [3_000, 400],
  ] as const) {
    now = milliseconds;
    line.show({ ...file, resources });
  }
  t.match(said, /20 % · 200 · 0\/s · – left/);
  t.match(said, /40 % · 400 · 100\/s · 6 s left/);
});
