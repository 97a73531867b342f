import type { Command } from 'commander';
import { problems } from '../../protocol/problems.js';
import type { DrillEvidence } from '../backup/site/backup-state.js';
import { type CommandContext, say } from './command-context.js';
import { followProgress, shownProgress } from './follow-progress.js';
import { leafCommand } from './leaf.js';
import { openNodeSession } from './node-session.js';
import { addFolderOption, requiredText } from './options.js';
import { drillText, placeName } from './place-words.js';

export function drillCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'drill',
    summary: {
      en: 'restore the newest backup of each place aside, and compare it; nothing of the site is touched',
      fr: 'restaurer à part la dernière sauvegarde de chaque lieu et la comparer ; rien du site n’est touché',
    },
    examples: [['carnet drill --dir var/site', { en: 'as the clock does each week', fr: 'comme chaque semaine' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const session = await openNodeSession(dir, undefined, context.readSiteSettings(dir));
      try {
        const lookAt = async () => shownProgress(await session.call('site-drill-progress', {}));
        const drill = () => session.call('site-drill', {});
        const evidence = await followProgress(context, lookAt, drill);
        const exit = evidence.every(({ result }) => result === 'ok') ? 0 : 1;
        return { json: evidence, text: describe(context, evidence), exit };
      } finally {
        session.close();
      }
    },
  });
}

function describe(context: CommandContext, evidence: readonly DrillEvidence[]): string {
  if (evidence.length === 0) {
    return say(context, {
      en: 'There is no backup to drill yet. Next: carnet backup',
      fr: 'Aucune sauvegarde à essayer. Ensuite : carnet backup',
    });
  }
  return evidence.map((each) => describeOne(context, each)).join('\n');
}

function describeOne(context: CommandContext, evidence: DrillEvidence): string {
  const { place, file, result } = evidence;
  const why = result === 'ok' ? '' : `\n  ${say(context, problems[result])}`;
  return `${placeName(context, place)} · ${file ?? '–'} · ${drillText(context, evidence)}${why}`;
}
