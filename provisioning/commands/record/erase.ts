import { type Command, Option } from 'commander';
import { erasureReasons } from '../../../protocol/erasures/erasure-order.js';
import { Problem } from '../../../protocol/problem.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, gather, requiredText, textOption, textsOption } from '../options.js';
import { copiesWords, erasureWords } from './erasure-words.js';

interface Named {
  readonly patient?: string;
  readonly resources: readonly string[];
}

/** `carnet record erase`. */
export function recordEraseCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'erase',
    summary: {
      en: 'destroy by order of law what a record says, here and at every site; there is no way back',
      fr: 'détruire sur décision légale le contenu d’un dossier, ici et sur chaque site ; sans retour possible',
    },
    examples: [
      [
        'carnet record erase --patient 0199… --dry-run',
        { en: 'what it would destroy here; changes nothing', fr: 'ce qui serait détruit ici ; ne change rien' },
      ],
      [
        'carnet record erase --patient 0199… --reason court-order --reference "TGI 12/2026" --confirm 0199…',
        { en: 'the whole record of a patient', fr: 'tout le dossier d’un patient' },
      ],
      [
        'carnet record erase --resource Observation/0199… --reason unlawful-record --reference "CNDP 4" --confirm Observation/0199…',
        { en: 'one resource', fr: 'une seule ressource' },
      ],
    ],
    configure: (command, words) => addOptions(context, command, words),
    nextSteps: {
      'not-found': {
        en: 'Check the id; if a site may still bring what is meant: --even-unknown',
        fr: 'Vérifiez l’identifiant ; si un site peut encore l’apporter : --even-unknown',
      },
      'usage-wrong': {
        en: 'Say what, why, by which decision, and what once more (--confirm), in the folder of the hub: carnet record erase --help',
        fr: 'Dites quoi, pourquoi, sur quelle décision, et quoi encore une fois (--confirm), dans le dossier du central : carnet record erase --help',
      },
    },
    run: (call) => (call.options['dryRun'] === true ? rehearsed(context, call) : erased(context, call)),
  });
}

function addOptions(context: CommandContext, command: Command, words: (words: Words) => string): void {
  addFolderOption(command, words, context, 'hub');
  command.option('--patient <id>', words({ en: 'the whole record of', fr: 'tout le dossier de' }));
  command.option(
    '--resource <type/id>',
    words({ en: 'one resource; may repeat', fr: 'une ressource ; répétable' }),
    gather,
  );
  const reason = words({ en: 'what it rests on', fr: 'sur quoi l’effacement se fonde' });
  command.addOption(new Option('--reason <code>', reason).choices(erasureReasons));
  command.option(
    '--reference <text>',
    words({ en: 'number of the decision; no names', fr: 'numéro de la décision ; sans nom' }),
  );
  command.option(
    '--confirm <id>',
    words({ en: 'what is erased, once more', fr: 'ce qui est effacé, encore une fois' }),
  );
  command.option(
    '--even-unknown',
    words({ en: 'also where this hub has nothing of it yet', fr: 'même si ce central n’en a encore rien' }),
  );
  command.option('--dry-run', words({ en: 'only count; change nothing', fr: 'compter seulement ; ne rien changer' }));
}

async function rehearsed(context: CommandContext, call: Call): Promise<Outcome> {
  const counts = await runVerb(requiredText(call, 'dir'), 'record-erase-rehearse', namedOf(call));
  const { resources, versions, setAside } = counts;
  const text = say(context, {
    en: `It would destroy ${versions} versions of ${resources} resources here, and ${setAside} changes that were set aside. Nothing was changed.`,
    fr: `Cela détruirait ici ${versions} versions de ${resources} ressources et ${setAside} changements mis à part. Rien n’a changé.`,
  });
  return { json: { dryRun: true, ...counts }, text };
}

async function erased(context: CommandContext, call: Call): Promise<Outcome> {
  const named = namedOf(call);
  const [reason, reference] = [requiredText(call, 'reason'), requiredText(call, 'reference')];
  const all = [...(named.patient === undefined ? [] : [named.patient]), ...named.resources];
  if (textOption(call, 'confirm') !== all.join(',')) {
    throw new Problem('usage-wrong', `there is no way back: --confirm ${all.join(',')}`);
  }
  const erasure = await runVerb(requiredText(call, 'dir'), 'record-erase', {
    ...{ ...named, reason, reference, by: operatorOf(context) },
    unknown: call.options['evenUnknown'] === true,
  });
  return { json: erasure, text: `${erasureWords(context, erasure)}\n${say(context, copiesWords)}` };
}

/** @throws Problem `usage-wrong` where nothing is named */
function namedOf(call: Call): Named {
  const patient = textOption(call, 'patient');
  const resources = textsOption(call, 'resource');
  if (patient === undefined && resources.length === 0) {
    throw new Problem('usage-wrong', '--patient or --resource is missing');
  }
  return { ...(patient !== undefined && { patient }), resources };
}
