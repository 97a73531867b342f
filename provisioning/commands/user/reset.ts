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
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      addPasswordOption(command, words);
    },
    run: async (call) => {
      const args = { name: call.positionals[0], password: await readPassword(call) };
      return showPassword(context, await runVerb(requiredText(call, 'dir'), 'user-reset', args));
    },
  });
}
