import type { Command } from 'commander';
import { formatTime } from '../time-text.js';
import type { VerifyReport } from '../verbs/verify-verb.js';
import { type CommandContext, say } from './command-context.js';
import { leafCommand } from './leaf.js';
import { runVerb } from './node-session.js';
import { addFolderOption, requiredText } from './options.js';

export function verifyCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'verify',
    summary: {
      en: 'at a site: prove now that it and the hub hold the same; a program does so daily',
      fr: 'sur un site : prouver maintenant que lui et le central ont la même chose ; fait chaque jour',
    },
    examples: [['carnet verify --dir var/site', { en: 'what is missing is healed', fr: 'ce qui manque est réparé' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const report = await runVerb(requiredText(call, 'dir'), 'verify', {});
      return { json: report, text: describe(context, report), exit: report.state === 'proved' ? 0 : 1 };
    },
  });
}

function describe(context: CommandContext, { state, provedAt }: VerifyReport): string {
  const last = formatTime(provedAt ?? undefined);
  switch (state) {
    case 'proved':
      return say(context, { en: `Proved complete at ${last}.`, fr: `Prouvé complet le ${last}.` });
    case 'unreachable':
      return say(context, {
        en: `The hub is not reached; nothing was compared. Last proof: ${last}. Nothing is lost; try again when a link is up.`,
        fr: `Le central n’est pas joint ; rien n’a été comparé. Dernière preuve : ${last}. Rien n’est perdu ; réessayez quand un lien est là.`,
      });
    case 'healing':
    case 'different':
      return say(context, {
        en: `The two differ and what is missing is on its way. Last proof: ${last}. It is compared again by itself.`,
        fr: `Les deux diffèrent et ce qui manque est en route. Dernière preuve : ${last}. La comparaison reprend d’elle-même.`,
      });
    default:
      return say(context, {
        en: `Too much is on its way to compare now. Last proof: ${last}. It is tried again by itself.`,
        fr: `Trop de choses sont en route pour comparer maintenant. Dernière preuve : ${last}. Un nouvel essai suit de lui-même.`,
      });
  }
}
