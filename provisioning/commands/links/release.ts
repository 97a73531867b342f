import type { Command } from 'commander';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

export function linksReleaseCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'release',
    summary: {
      en: 'let the program choose the link again, after links force',
      fr: 'rendre au programme le choix de la liaison, après links force',
    },
    examples: [['carnet links release --dir var/site', { en: 'at once', fr: 'tout de suite' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const released = await runVerb(requiredText(call, 'dir'), 'link-release', {});
      const { link } = released;
      const text =
        link === null
          ? say(context, { en: 'No link was chosen by hand.', fr: 'Aucune liaison n’était imposée.' })
          : say(context, {
              en: `${link} is not forced any more; the program chooses.`,
              fr: `${link} n’est plus imposée ; le programme choisit.`,
            });
      return { json: released, text };
    },
  });
}
