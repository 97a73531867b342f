import type { Command } from 'commander';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, requiredText } from '../options.js';
import { hubUrlOf } from './hub-url.js';
import { addInvitationOptions, inviteMillisecondsOf, showInvitation } from './invitation.js';

const shutOutThen: Words = {
  en: 'Until the new box joins, the old one works on if it still lives. From then on it is shut out; all that the hub has streams to the new one, urgent and recent first.',
  fr: 'Tant que le nouveau boîtier n’a pas rejoint, l’ancien continue s’il vit encore. Ensuite il est exclu ; tout ce que le central a vient au nouveau, l’urgent et le récent d’abord.',
};

const shutOutAlready: Words = {
  en: 'The old box is revoked, and stays shut out. All that the hub has streams to the new one, urgent and recent first.',
  fr: 'L’ancien boîtier est révoqué et reste exclu. Tout ce que le central a vient au nouveau, l’urgent et le récent d’abord.',
};

export function siteReplaceCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'replace <site>',
    summary: {
      en: 'print a one-time code for a new box in the place of a dead one;\nthe old box is shut out when the new one joins. <site> is the code or the name.',
      fr: 'afficher un code pour un nouveau boîtier à la place d’un mort ;\nl’ancien est exclu quand le nouveau rejoint. <site> est le code ou le nom.',
    },
    examples: [
      ['carnet site replace "Hôpital de Garoua"', { en: 'the box has died', fr: 'le boîtier est mort' }],
      ['carnet site replace 7KD', { en: 'it was stolen, and is revoked', fr: 'il a été volé, et est révoqué' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      addInvitationOptions(command, words);
    },
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const invited = await runVerb(dir, 'site-replace', {
        ...{ site: call.positionals[0], by: operatorOf(context) },
        inviteMilliseconds: inviteMillisecondsOf(call),
      });
      const shown = await showInvitation(context, invited, hubUrlOf(dir), call);
      const fence = say(context, invited.site.state === 'revoked' ? shutOutAlready : shutOutThen);
      return { ...shown, text: `${shown.text}\n${fence}` };
    },
  });
}
