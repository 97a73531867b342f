import type { Command } from 'commander';
import { roles } from '../../../record/role.js';
import type { CommandContext } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText, textOption } from '../options.js';
import { addPasswordOption, readPassword, showPassword } from './password-input.js';

export function userAddCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'add <user>',
    summary: { en: 'add a person who may sign in here', fr: 'ajouter une personne qui peut se connecter ici' },
    examples: [
      [
        'carnet user add a.bello --role doctor --name "Dr Aïssatou Bello" --dir var/site',
        { en: 'a password is made and shown once', fr: 'un mot de passe est créé et affiché une fois' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      command
        .requiredOption('--role <role>', roles.join(', '))
        .option('--name <name>', words({ en: 'name as shown to others', fr: 'nom affiché aux autres' }));
      addPasswordOption(command, words);
    },
    run: async (call) => {
      const result = await runVerb(requiredText(call, 'dir'), 'user-add', {
        name: call.positionals[0],
        role: requiredText(call, 'role'),
        displayName: textOption(call, 'name'),
        password: await readPassword(call),
      });
      return showPassword(context, result);
    },
  });
}
