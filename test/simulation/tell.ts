import { figuresOf } from './figures.js';
import type { Noticed } from './noticing/fates.js';
import { digestOf, hasPassed, missingKinds, type Report } from './report.js';
import { kindsOf } from './tally.js';

/** `lines`: one JSON object for each figure; `whole`: one for all that is known; `words`: for people. */
export type Manner = 'lines' | 'whole' | 'words';

/** Prints what came of many seeds. */
export function tell(report: Report, manner: Manner): void {
  if (manner === 'whole') console.log(JSON.stringify(wholeOf(report)));
  if (manner === 'lines') for (const figure of figuresOf(report)) console.log(JSON.stringify(figure));
  if (manner === 'words') for (const line of wordsOf(report)) console.log(line);
  // Where figures are read by a program, a person still has to hear what to repeat.
  if (manner === 'lines') for (const line of wrongIn(report)) console.error(line);
}

function wholeOf(report: Report) {
  const { digests, cpuSeconds, ...told } = report;
  const missing = missingKinds(report);
  return { ...told, ...summaryOf(report), passed: hasPassed(report), missing };
}

function summaryOf({ seeds, cpuSeconds, digests }: Report) {
  const cpuMillisecondsPerSeed = seeds === 0 ? 0 : Math.round((cpuSeconds * 1_000) / seeds);
  return { cpuMillisecondsPerSeed, digest: digestOf([...digests]) };
}

function wordsOf(report: Report): readonly string[] {
  const { kind, plant, seeds, sites, writes, seconds, commits, faults, runsWith, failed, noticed } = report;
  const { cpuMillisecondsPerSeed, digest } = summaryOf(report);
  const ran = Object.entries(commits).map(([commit, count]) => `${count} on ${commit}`);
  const found = hasPassed(report) ? 'found' : 'NOT FOUND';
  return [
    `${seeds} seeds (${ran.join(', ')}), ${sites} sites, ${writes} acknowledged writes, ${failed.length} broken`,
    `${seconds} s, ${cpuMillisecondsPerSeed} ms of a processor a seed, digest ${digest}`,
    ...kindsOf[kind].map((name) => `  ${name.padEnd(24)} ${faults[name]} in ${runsWith[name]} runs`),
    ...(noticed === undefined ? [] : noticedWords(noticed)),
    ...wrongIn(report),
    ...(plant === undefined ? [] : [`planted ${plant}: ${found}`]),
  ];
}

function wrongIn(report: Report): readonly string[] {
  return [
    ...missingKinds(report).map((kind) => `NEVER HAPPENED: ${kind}`),
    ...report.failed.map(({ broken, repeat }) => `BROKEN ${repeat}\n  ${broken.join('\n  ')}`),
  ];
}

function noticedWords({ disasters, outsideWrites, outsideWritesAccepted }: Noticed): readonly string[] {
  return [
    ...Object.entries(disasters).map(([kind, { happened, noticed, nothingToNotice, missed }]) => {
      return `  ${kind.padEnd(24)} ${noticed} of ${happened} noticed, ${missed} missed, of ${nothingToNotice} nobody had heard more`;
    }),
    `  ${outsideWritesAccepted} of ${outsideWrites} changes of boxes that may not speak were taken in`,
  ];
}
