import type { Command } from 'commander';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

export function userDisableCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'disable <user>',
    summary: {
      en: 'stop a person’s sign-ins, sessions and tokens; what they wrote stays',
      fr: 'arrêter les connexions, sessions et jetons d’une personne ; ses écrits restent',
    },
    examples: [
      [
        'carnet user disable a.bello --dir var/site',
        { en: '`carnet user reset` lets them in again', fr: '`carnet user reset` rouvre le compte' },
      ],
    ],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const user = await runVerb(requiredText(call, 'dir'), 'user-disable', { name: call.positionals[0] });
      return {
        json: { user },
        text: say(context, { en: `${user.name} is disabled.`, fr: `${user.name} est désactivé.` }),
      };
    },
  });
}
