import type { Command } from 'commander';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

export function siteReadmitCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'readmit <site>',
    summary: {
      en: 'let a second copy of a site, which was refused as a clone, come back.\nIt takes a new epoch, so that all it wrote goes on to the hub, each record once; the copy that was at work\nis refused from then on. Nothing is lost at either. <site> is the code or the name.',
      fr: 'laisser revenir une seconde copie d’un site, refusée comme clone.\nElle prend une nouvelle époque : tout ce qu’elle a écrit part au central, chaque élément une fois ; la copie qui\nétait en service est refusée dès lors. Rien n’est perdu ni d’un côté ni de l’autre. <site> est le code ou le nom.',
    },
    examples: [
      [
        'carnet site readmit "Hôpital de Garoua"',
        { en: 'the refused box is the one that stays', fr: 'le boîtier refusé est celui qui reste' },
      ],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    run: async (call) => {
      const site = await runVerb(requiredText(call, 'dir'), 'site-readmit', { site: call.positionals[0] });
      const text = say(context, {
        en: `The refused copy of site ${site.code} (${site.name}) may come back: it takes over at its next contact.`,
        fr: `La copie refusée du site ${site.code} (${site.name}) peut revenir : elle prend la relève à son prochain contact.`,
      });
      return { json: { site: site.code, state: site.state }, text };
    },
  });
}
