import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, requiredText } from '../options.js';
import { hubUrlOf } from './hub-url.js';
import { addInvitationOptions, inviteMillisecondsOf, showInvitation } from './invitation.js';

export function siteInviteCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'invite <code>',
    summary: {
      en: 'print a new one-time code for a site that has not joined; the old one ends',
      fr: 'afficher un nouveau code pour un site qui n’a pas rejoint ; l’ancien prend fin',
    },
    examples: [
      [
        'carnet site invite 7KD',
        { en: 'the sheet was lost, or the code expired', fr: 'la feuille est perdue, ou le code a expiré' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      addInvitationOptions(command, words);
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const invited = await runVerb(dir, 'site-invite', {
        ...{ code: call.positionals[0], inviteMilliseconds: inviteMillisecondsOf(call), by: operatorOf(context) },
      });
      return showInvitation(context, invited, hubUrlOf(dir), call);
    },
  });
}
