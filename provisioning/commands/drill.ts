import type { Command } from 'commander';
import { problems } from '../../protocol/problem.js';
import type { DrillEvidence } from '../backup/site/backup-state.js';
import { type CommandContext, say } from './command-context.js';
import { followProgress } from './follow-progress.js';
import { leafCommand } from './leaf.js';
import { type NodeSession, openNodeSession } from './node-session.js';
import { addFolderOption, requiredText } from './options.js';
import { drillText, placeName } from './place-words.js';
import type { ShownProgress } from './progress-bar.js';

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
        const drill = () => session.call('site-drill', {});
        const evidence = await followProgress(context, () => lookAt(session), drill);
        const exit = evidence.every(({ result }) => result === 'ok') ? 0 : 1;
        return { json: evidence, text: describe(context, evidence), exit };
      } finally {
        session.close();
      }
    },
  });
}

async function lookAt(session: NodeSession): Promise<ShownProgress | undefined> {
  const progress = await session.call('site-drill-progress', {});
  return progress === null ? undefined : { bytesRead: progress.bytesDone, bytesAll: progress.bytesAll };
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
