import t from 'tap';
import { importsOf, readSources } from '../support/tidy/project.js';

/** Both engines, from which everything that the simulator runs is reached. */
const engines = ['edge-agent/sync-engine.ts', 'edge-agent/epochs/epoch-keeper.ts', 'central-hub/sync-engine.ts'];
const byItself =
  /\b(setTimeout|setInterval|setImmediate|performance\.now|Date\.now|Math\.random)\(|from 'node:(net|tls|timers)/;
/** Says whether a text is an address, and reaches nothing. */
const isAddress = /^import \{ isIP(v[46])?( as \w+)? \} from 'node:net';$/m;

/**
 * Files that the engine takes in and that read a clock by themselves: the timers of a program, and parts that a run does
 * not use: the store of attachments, and what happens once after a change of software.
 */
const doors = [
  'config/running/timers.ts',
  'journal/attachments/catalogue.ts',
  'journal/open.ts',
  'journal/poison/replay.ts',
  'protocol/ids.ts',
];

t.test(
  'the engine takes time, chance and connections from outside, so that the simulator runs what really runs',
  (t) => {
    const sources = new Map(readSources().map((file) => [file.path, file]));
    const seen = new Set<string>();
    const waiting = [...engines];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const file = sources.get(path);
      if (file === undefined || seen.has(path)) continue;
      seen.add(path);
      for (const { to, relative, typeOnly } of importsOf(file)) if (relative && !typeOnly) waiting.push(to);
    }
    const found = [...seen]
      .filter((path) => byItself.test((sources.get(path)?.text ?? '').replace(isAddress, '')))
      .sort();
    t.strictSame(
      found.filter((path) => !doors.includes(path)),
      [],
    );
    const loops = [...seen].flatMap((path) => sources.get(path)?.text.match(/new WakeLoop\([^;]*;/g) ?? []);
    t.ok(loops.length > 5);
    t.strictSame(
      loops.filter((text) => !/timers\)?;$/i.test(text)),
      [],
      'each loop is given its timers',
    );
    t.ok(seen.size > 100, 'the engines were followed into their parts');
    t.end();
  },
);
