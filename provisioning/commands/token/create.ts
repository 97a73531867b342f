import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText, textOption } from '../options.js';

export function tokenCreateCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'create <name>',
    summary: {
      en: 'make a token for another program, with what it may do; shown once',
      fr: 'créer un jeton pour un autre programme, avec ses droits ; affiché une fois',
    },
    examples: [
      [
        'carnet token create cobas --scope "system/Observation.crus system/Patient.rs" --dir var/site',
        { en: 'an analyser that writes results', fr: 'un automate qui écrit des résultats' },
      ],
      [
        'carnet token create dossier-42 --scope "patient/*.rs" --patient 0192… --expires-in-days 30 --dir var/site',
        { en: 'one patient’s record, to look at, for a month', fr: 'le dossier d’un patient, à lire, un mois' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      command
        .requiredOption(
          '--scope <scopes>',
          words({
            en: 'what it may do, as SMART writes it: system/Type.cruds, patient/*.rs, metrics',
            fr: 'ses droits, écrits comme SMART : system/Type.cruds, patient/*.rs, metrics',
          }),
        )
        .option('--patient <id>', words({ en: 'whom patient/ is about', fr: 'le patient visé par patient/' }))
        .option('--expires-in-days <days>', words({ en: 'default: 365', fr: 'par défaut : 365' }));
    },
    run: async (call) => {
      const { token, secret } = await runVerb(requiredText(call, 'dir'), 'token-create', {
        name: call.positionals[0],
        scope: requiredText(call, 'scope'),
        patient: textOption(call, 'patient'),
        days: parseDays(textOption(call, 'expiresInDays')),
      });
      const until = formatTime(token.expiresMilliseconds);
      const text = say(context, {
        en: `${secret}\nShown once; ${token.name} may ${token.scopes} until ${until}.`,
        fr: `${secret}\nAffiché une seule fois ; ${token.name} a ${token.scopes} jusqu’au ${until}.`,
      });
      return { json: { token, secret }, text };
    },
  });
}

/** @throws Problem `usage-wrong` */
function parseDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw new Problem('usage-wrong', '--expires-in-days: a whole number of days');
  return Number(text);
}
