import type { Command } from 'commander';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';

export function userListCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'list',
    summary: { en: 'who may sign in here', fr: 'qui peut se connecter ici' },
    examples: [['carnet user list --dir var/site', { en: 'people of this site', fr: 'personnes de ce site' }]],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const users = await runVerb(requiredText(call, 'dir'), 'user-list', {});
      const head = [
        { en: 'user', fr: 'compte' },
        { en: 'role', fr: 'rôle' },
        { en: 'name', fr: 'nom' },
        { en: '', fr: '' },
      ].map((words) => say(context, words));
      const disabled = say(context, { en: 'disabled', fr: 'désactivé' });
      const rows = users.map((user) => [user.name, user.role, user.displayName, user.disabled ? disabled : '']);
      const none = say(context, {
        en: 'Nobody yet: carnet user add NAME --role ROLE',
        fr: 'Personne : carnet user add NOM --role RÔLE',
      });
      return { json: { users }, text: users.length === 0 ? none : formatTable([head, ...rows]) };
    },
  });
}
