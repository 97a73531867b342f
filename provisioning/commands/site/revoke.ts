import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, requiredText, textOption } from '../options.js';

export function siteRevokeCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'revoke <code>',
    summary: {
      en: 'take a site off the list: its sessions end at once and it cannot come back',
      fr: 'retirer un site de la liste : ses sessions s’arrêtent et il ne peut revenir',
    },
    examples: [['carnet site revoke 7KD', { en: 'the box was stolen', fr: 'le boîtier a été volé' }]],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.option('--reason <text>', words({ en: 'why, for the register', fr: 'pourquoi, pour le registre' }));
    },
    run: async (call) => {
      const reason = textOption(call, 'reason');
      if (reason?.trim() === '') throw new Problem('usage-wrong', '--reason is missing');
      const site = await runVerb(requiredText(call, 'dir'), 'site-revoke', {
        ...{ code: call.positionals[0], by: operatorOf(context) },
        note: reason,
      });
      const text = say(context, {
        en: `Site ${site.code} (${site.name}) is revoked. What it had sent stays at the hub.`,
        fr: `Le site ${site.code} (${site.name}) est révoqué. Ce qu’il avait envoyé reste au central.`,
      });
      return { json: { site: site.code, state: site.state }, text };
    },
  });
}
