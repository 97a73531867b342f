import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { addPasswordOption, readPassword, showPassword } from './password-input.js';

export function userResetCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'reset <user>',
    summary: {
      en: 'give a person a new password; a disabled one may sign in again',
      fr: 'donner un nouveau mot de passe ; un compte désactivé est rouvert',
    },
    examples: [
      [
        'carnet user reset a.bello --dir var/site',
        { en: 'a password is made and shown once', fr: 'un mot de passe est créé et affiché une fois' },
      ],
      [
        'carnet user reset a.bello --second-factor --dir var/site',
        {
          en: 'their telephone is lost: they set up another one when they next sign in',
          fr: 'son téléphone est perdu : elle en configure un autre à la prochaine connexion',
        },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      addPasswordOption(command, words);
      command.option(
        '--second-factor',
        words({
          en: 'take the second factor, security keys and the recovery codes away, too',
          fr: 'retirer aussi le second facteur, les clés de sécurité et les codes de secours',
        }),
      );
    },
    run: async (call) => {
      const secondFactor = call.options['secondFactor'] === true;
      const args = { name: call.positionals[0], password: await readPassword(call), secondFactor };
      return showPassword(context, await runVerb(requiredText(call, 'dir'), 'user-reset', args));
    },
  });
}
