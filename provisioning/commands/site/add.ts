import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, gather, requiredText, textsOption } from '../options.js';
import { parseLinkPlan } from '../quantity.js';
import { hubUrlOf } from './hub-url.js';
import { addInvitationOptions, inviteMillisecondsOf, showInvitation } from './invitation.js';

export function siteAddCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'add <name>',
    summary: {
      en: 'register a site and print its one-time code',
      fr: 'inscrire un site et afficher son code à usage unique',
    },
    examples: [
      ['carnet site add "Hôpital de Garoua" --region Nord', { en: 'one fibre link', fr: 'une liaison fibre' }],
      [
        'carnet site add … --link fibre:unmetered --link satellite:metered:5GB',
        { en: 'two links, the preferred one first', fr: 'deux liaisons, la préférée d’abord' },
      ],
      [
        'carnet site add … --sheet garoua.html',
        { en: 'a sheet to print for the technician', fr: 'une feuille à imprimer pour le technicien' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.requiredOption('--region <region>', words({ en: 'region of the site', fr: 'région du site' })).option(
        '--link <link>',
        words({
          en: 'NAME:unmetered or NAME:metered:BYTES a month; repeatable',
          fr: 'NOM:unmetered ou NOM:metered:OCTETS par mois ; répétable',
        }),
        gather,
      );
      addInvitationOptions(command, words);
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const invited = await runVerb(dir, 'site-add', {
        name: call.positionals[0],
        by: operatorOf(context),
        region: requiredText(call, 'region'),
        links: textsOption(call, 'link').map(parseLinkPlan),
        inviteMilliseconds: inviteMillisecondsOf(call),
      });
      return showInvitation(context, invited, hubUrlOf(dir), call);
    },
  });
}
