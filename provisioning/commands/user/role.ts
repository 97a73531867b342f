import type { Command } from 'commander';
import { roles } from '../../../record/role.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

export function userRoleCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'role <user>',
    summary: {
      en: 'give a person another role; one with more rights waits for an approval in Carnet',
      fr: 'donner un autre rôle à une personne ; plus de droits attendent une approbation dans Carnet',
    },
    examples: [
      [
        'carnet user role a.bello --role chief --dir var/site',
        {
          en: 'an administrator or the chief doctor approves; until then the old role stays',
          fr: 'l’administration ou le médecin-chef approuve ; jusque-là l’ancien rôle reste',
        },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      command.requiredOption('--role <role>', roles.join(', '));
    },
    run: async (call) => {
      const args = { name: call.positionals[0], role: requiredText(call, 'role') };
      const user = await runVerb(requiredText(call, 'dir'), 'user-role', args);
      const { name, role } = user;
      const words =
        user.approval === 'waiting'
          ? {
              en: `${name} keeps the role ${role} until an administrator or the chief doctor approves, in Carnet under Approvals.`,
              fr: `${name} garde le rôle ${role} jusqu’à l’approbation de l’administration ou du médecin-chef, dans Carnet, page Approbations.`,
            }
          : {
              en: `${name} has the role ${role}. Their sessions and tokens have ended.`,
              fr: `${name} a le rôle ${role}. Ses sessions et jetons sont terminés.`,
            };
      return { json: { user }, text: say(context, words) };
    },
  });
}
