import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { type CopyManifest, writeSubjectCopy } from '../../export/subject-copy.js';
import { type CommandContext, say } from '../command-context.js';
import { StopSignal } from '../import/stop-signal.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { openNodeSession } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, requiredText } from '../options.js';

/** `carnet record export-subject`: what a person may have of what is kept of them (rule R38). */
export function recordExportSubjectCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'export-subject',
    summary: {
      en: 'a patient’s copy of all that is kept of them: to read in both languages, and as FHIR; who looked; who holds it.\nThe files are not encrypted: hand them to the patient and remove them.',
      fr: 'la copie pour un patient de tout ce qui est gardé sur lui : à lire dans les deux langues, et en FHIR ; qui l’a consulté ; qui le détient.\nCes fichiers ne sont pas chiffrés : remettez-les au patient et supprimez-les.',
    },
    examples: [
      [
        'carnet record export-subject --dir var/site --patient 0199… --output copy',
        { en: 'at a hospital', fr: 'dans un hôpital' },
      ],
      [
        'carnet record export-subject --dir var/hub --patient 0199… --output copy',
        { en: 'at the hub: with all sites that hold it', fr: 'au central : avec tous les sites qui le détiennent' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      command.requiredOption('--patient <id>', words({ en: 'whose record', fr: 'de qui' }));
      command.requiredOption(
        '--output <folder>',
        words({ en: 'a new or empty folder', fr: 'un dossier neuf ou vide' }),
      );
    },
    nextSteps: {
      'not-found': { en: 'Check the id on the chart', fr: 'Vérifiez l’identifiant sur le dossier' },
      'already-exists': { en: 'Name a new or an empty folder', fr: 'Nommez un dossier neuf ou vide' },
    },
    run: (call) => run(context, call),
  });
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  const patient = requiredText(call, 'patient').replace(/^Patient\//, '');
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(patient)) throw new Problem('usage-wrong', '--patient');
  const output = requiredText(call, 'output');
  const session = await openNodeSession(requiredText(call, 'dir'));
  const stop = new StopSignal();
  try {
    const options = { patient, output, operator: operatorOf(context), call: session.call.bind(session) };
    const manifest = await writeSubjectCopy({ ...options, shouldStop: () => stop.isAsked });
    return { json: { output, manifest }, text: describe(context, output, manifest), exit: manifest ? 0 : 1 };
  } finally {
    stop.release();
    session.close();
  }
}

function describe(context: CommandContext, output: string, manifest: CopyManifest | undefined): string {
  if (manifest === undefined) {
    return say(context, { en: 'Stopped: nothing was left behind', fr: 'Arrêté : rien n’a été laissé' });
  }
  const { resources, versions, looks, contents, contentsMissing, holders, files } = manifest;
  const counts = say(context, {
    en: `${resources} resources in ${versions} versions, ${contents} documents or images, ${looks} looks, in ${output}; held by ${holders.join(', ')}`,
    fr: `${resources} ressources en ${versions} versions, ${contents} documents ou images, ${looks} consultations, dans ${output} ; détenu par ${holders.join(', ')}`,
  });
  const warning = say(context, {
    en: 'These files are not encrypted: hand them to the patient, then remove them.',
    fr: 'Ces fichiers ne sont pas chiffrés : remettez-les au patient, puis supprimez-les.',
  });
  const missing = say(context, {
    en: `${contentsMissing} documents or images have not arrived here and are not in the copy; they have been asked for: make it again later.`,
    fr: `${contentsMissing} documents ou images ne sont pas encore arrivés ici et manquent à la copie ; ils sont demandés : refaites-la plus tard.`,
  });
  return [
    counts,
    ...files.map(({ file, bytes }) => `  ${file}  ${bytes} B`),
    ...(contentsMissing > 0 ? [missing] : []),
    warning,
  ].join('\n');
}
