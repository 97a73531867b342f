import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import type { CommandContext } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { addFolderOption, requiredText } from '../options.js';
import { endedText } from './ended.js';
import { addDeskOptions, openDesk } from './open-desk.js';

/** `carnet upgrade back`: to the release that ran before, by the same steps. */
export function upgradeBackCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'back',
    summary: {
      en: 'go back to the release before, with everything that was saved since',
      fr: 'revenir à la version précédente, avec tout ce qui a été enregistré depuis',
    },
    examples: [
      ['carnet upgrade back --dir /var/lib/carnet/edge', { en: 'where it still can', fr: 'si c’est encore possible' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      addDeskOptions(command, words, context);
    },
    nextSteps: {
      'not-found': {
        en: 'No release before this one lies here; `carnet upgrade status` (with the same --root) shows what there is',
        fr: 'Aucune version précédente n’est ici ; `carnet upgrade status` (avec le même --root) montre ce qu’il y a',
      },
    },
    run: async (call) => {
      const desk = openDesk(context, call);
      const version = desk.previous;
      if (version === undefined || version === desk.current) throw new Problem('not-found', 'previous');
      const dir = resolve(requiredText(call, 'dir'));
      // That it can open the records is asked of it before anything is touched: there is no word to override it.
      return endedText(context, version, await desk.bring({ dir, version, oneWay: true, older: true }));
    },
  });
}
