import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import type { ShownLicences } from '../../verbs/licence-verbs.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText, textOption } from '../options.js';

/** `carnet user licence`: until when somebody may practise, and by whose licence (rule R50). */
export function userLicenceCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'licence <user>',
    summary: {
      en: 'give a person’s licence to practise, renew it, or end it; who has none that is good prescribes nothing',
      fr: 'inscrire l’autorisation d’exercer d’une personne, la renouveler ou la retirer ; sans autorisation valable, aucune prescription',
    },
    examples: [
      [
        'carnet user licence a.bello --licence "Ordre des médecins" --number 4711 --until 2027-12-31 --dir var/site',
        { en: 'the same again with another day renews it', fr: 'la même avec un autre jour la renouvelle' },
      ],
      [
        'carnet user licence a.bello --licence "Ordre des médecins" --number 4711 --end --dir var/site',
        { en: 'it was withdrawn, or typed wrong', fr: 'elle fut retirée, ou mal saisie' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      command.requiredOption('--licence <name>', words({ en: 'who gave it', fr: 'qui l’a délivrée' }));
      command.requiredOption('--number <number>', words({ en: 'the number on it', fr: 'le numéro inscrit' }));
      command.option('--from <day>', words({ en: 'first day, as 2026-01-31', fr: 'premier jour, comme 2026-01-31' }));
      command.option('--until <day>', words({ en: 'last day', fr: 'dernier jour' }));
      command.option('--end', words({ en: 'take it away', fr: 'la retirer' }));
    },
    nextSteps: {
      'not-found': {
        en: 'carnet user list shows the people; name and number of a licence are those that it was given with',
        fr: 'carnet user list montre les personnes ; nom et numéro sont ceux de l’inscription',
      },
    },
    run: (call) => run(context, call),
  });
}

async function run(context: CommandContext, call: Call) {
  const [from, until] = [textOption(call, 'from'), textOption(call, 'until')];
  const ends = call.options['end'] === true;
  if (ends === (until !== undefined) || (ends && from !== undefined)) {
    throw new Problem('usage-wrong', 'either --until or --end');
  }
  const shown = await runVerb(requiredText(call, 'dir'), 'user-licence', {
    ...{ name: call.positionals[0], licence: requiredText(call, 'licence'), number: requiredText(call, 'number') },
    ...{ from, until, ends },
  });
  return { json: shown, text: describe(context, shown) };
}

function describe(context: CommandContext, { user, licences }: ShownLicences): string {
  if (licences.length === 0) {
    return say(context, {
      en: `${user} has no licence here, and is kept from nothing by one.`,
      fr: `${user} n’a pas d’autorisation inscrite ici ; aucune ne limite ses actes.`,
    });
  }
  const lines = licences.map(({ name, number, from, until }) =>
    say(context, {
      en: `  ${name} ${number}${from === undefined ? '' : `, from ${from}`}, until ${until}`,
      fr: `  ${name} ${number}${from === undefined ? '' : `, du ${from}`}, jusqu’au ${until}`,
    }),
  );
  return [say(context, { en: `Licences of ${user}:`, fr: `Autorisations de ${user} :` }), ...lines].join('\n');
}
