import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { problemOfSystemError } from '../../folder/atomic-file.js';
import { type Mapping, mappingExample, readMapping } from '../../import/csv/mapping.js';
import { sayFault } from '../../import/file-fault.js';
import { importFiles } from '../../import/import-files.js';
import { ReportFile } from '../../import/report-file.js';
import type { CommandContext } from '../command-context.js';
import type { NextSteps } from '../failure.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { openNodeSession } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, requiredText, textOption } from '../options.js';
import { ImportProgressLine } from './import-progress.js';
import { importListCommand } from './list.js';
import { describeImport, goOnAfterFullDisk } from './report-words.js';
import { StopSignal } from './stop-signal.js';
import { importUndoCommand } from './undo.js';

const nextSteps: NextSteps = {
  'disk-full': goOnAfterFullDisk,
  'version-conflict': {
    en: 'Wait for the other command, then run this one again',
    fr: 'Attendez l’autre commande, puis relancez celle-ci',
  },
};

/** `carnet import FILE…`, and what belongs to it. */
export function importCommand(context: CommandContext): Command {
  const command = leafCommand(context, {
    usage: 'import [file...]',
    summary: {
      en: 'bring in FHIR R4 resources (NDJSON, Bundle, one resource; also .gz) or a table of patients (CSV).\nA Bundle of any type is read as a collection. The same file twice changes nothing; one that was cut goes on.',
      fr: 'importer des ressources FHIR R4 (NDJSON, Bundle, une ressource ; aussi .gz) ou un tableau de patients (CSV).\nTout Bundle est lu comme une collection. Deux fois le même fichier ne change rien ; une coupure se reprend.',
    },
    examples: [
      [
        'carnet import Patient.ndjson Encounter.ndjson.gz --dir var/site',
        { en: 'file after file, as one import', fr: 'fichier après fichier, en un seul import' },
      ],
      [
        'carnet import bundle.json --dry-run --dir var/site',
        { en: 'only say what would happen', fr: 'dire seulement ce qui se passerait' },
      ],
      [
        'carnet import --mapping-example > mapping.json',
        { en: 'what columns may mean, to be adapted', fr: 'le sens des colonnes, à adapter' },
      ],
      [
        'carnet import patients.csv --mapping mapping.json --dir var/site',
        { en: 'a table of patients', fr: 'un tableau de patients' },
      ],
      ['zcat all.ndjson.gz | carnet import - --dir var/site', { en: 'standard input', fr: 'l’entrée standard' }],
      ['carnet import list --dir var/site', { en: 'what was brought in', fr: 'ce qui a été importé' }],
      ['carnet import undo 3 --dir var/site', { en: 'take an import back', fr: 'annuler un import' }],
    ],
    configure: (leaf, words) => {
      addFolderOption(leaf, words, context, 'site');
      leaf
        .option(
          '--dry-run',
          words({ en: 'store nothing, say the same', fr: 'ne rien enregistrer, dire la même chose' }),
        )
        .option(
          '--mapping <file>',
          words({ en: 'what the columns of a CSV mean', fr: 'le sens des colonnes d’un CSV' }),
        )
        .option('--mapping-example', words({ en: 'print such a file', fr: 'afficher un tel fichier' }))
        .option(
          '--report <file>',
          words({
            en: 'also write refusals and duplicates to a file, .csv or .json; it names patients and is not encrypted: remove it after use',
            fr: 'écrire aussi refus et doublons dans un fichier, .csv ou .json ; il nomme des patients, non chiffré : supprimez-le après usage',
          }),
        );
    },
    nextSteps,
    run: (call) => run(context, call),
  });
  command.enablePositionalOptions();
  for (const member of [importListCommand, importUndoCommand]) command.addCommand(member(context));
  return command;
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  if (call.options['mappingExample'] === true) {
    return { json: mappingExample, text: JSON.stringify(mappingExample, null, 2) };
  }
  const files = call.positionals;
  if (files.length === 0) throw new Problem('usage-wrong', 'FILE');
  if (new Set(files).size < files.length) throw new Problem('usage-wrong', 'a FILE is named twice');
  const mapping = readMappingFile(textOption(call, 'mapping'));
  try {
    return await bringIn(context, call, files, mapping);
  } catch (cause) {
    throw cause instanceof Problem ? sayFault(cause, context.language) : cause;
  }
}

async function bringIn(
  context: CommandContext,
  call: Call,
  files: readonly string[],
  mapping: Mapping | undefined,
): Promise<Outcome> {
  const dir = requiredText(call, 'dir');
  const dryRun = call.options['dryRun'] === true;
  const session = await openNodeSession(dir);
  const progress = new ImportProgressLine(context, Date.now, call.options['json'] === true);
  const stop = new StopSignal();
  const reportPath = textOption(call, 'report');
  const report = reportPath === undefined ? undefined : new ReportFile(reportPath, context.language);
  try {
    const done = await importFiles({
      ...{ dir, files, mapping, dryRun, operator: operatorOf(context), language: context.language },
      ...{ input: process.stdin, call: session.call, shouldStop: () => stop.isAsked },
      onProgress: (far) => progress.show(far),
      onFinding: (finding) => report?.add(finding),
    });
    progress.clear();
    const path = report?.finish() === true ? report.path : null;
    return {
      json: { dryRun, ...done, report: path },
      text: describeImport(context, { ...done, dryRun, report: path }),
      exit: done.refused > 0 || done.stopped ? 1 : 0,
    };
  } finally {
    progress.clear();
    report?.drop();
    stop.release();
    session.close();
  }
}

function readMappingFile(path: string | undefined): Mapping | undefined {
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw problemOfSystemError(cause, path);
  }
  return readMapping(text, path);
}
