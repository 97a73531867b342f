import { resolve } from 'node:path';
import type { Command } from 'commander';
import { formatTime } from '../../time-text.js';
import { rootPaths, versionAt } from '../../upgrade/install-root.js';
import { UpgradeStateFile } from '../../upgrade/upgrade-state.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { requiredText } from '../options.js';
import { formatTable } from '../table.js';
import { addRootOption } from './root-option.js';
import { outcomeText, stepWords } from './upgrade-words.js';

/** `carnet upgrade status`: what runs, what waits, and how the last upgrade ended. */
export function upgradeStatusCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'status',
    summary: {
      en: 'what runs, what waits, how the last one ended',
      fr: 'ce qui tourne, ce qui attend, le dernier résultat',
    },
    examples: [['carnet upgrade status --json', { en: 'changes nothing', fr: 'ne modifie rien' }]],
    configure: (command, words) => addRootOption(command, words, context),
    run: async (call) => {
      const paths = rootPaths(resolve(requiredText(call, 'root')));
      const { open, staged, last } = new UpgradeStateFile(paths.state).read();
      const [current, previous] = [versionAt(paths.current) ?? null, versionAt(paths.previous) ?? null];
      const rows = [
        [say(context, { en: 'runs', fr: 'tourne' }), current ?? '-'],
        [say(context, { en: 'before', fr: 'avant' }), previous ?? '-'],
        [say(context, { en: 'waits for its time', fr: 'attend son heure' }), staged?.version ?? '-'],
        [
          say(context, { en: 'under way', fr: 'en cours' }),
          open === null ? '-' : `${open.to}: ${say(context, stepWords[open.step])}`,
        ],
      ];
      const ended = last === null ? [] : [`${formatTime(last.at)}  ${outcomeText(context, last)}`];
      const none = {
        en: `No release lies in ${paths.releases}: check --root, or prepare this box (README, “Another release”).`,
        fr: `Aucune version dans ${paths.releases} : vérifiez --root, ou préparez ce boîtier (README, « Another release »).`,
      };
      const isUnused = current === null && open === null && last === null;
      const notes = isUnused ? [say(context, none)] : ended;
      return { json: { current, previous, staged, open, last }, text: [formatTable(rows), ...notes].join('\n') };
    },
  });
}
