import { once } from 'node:events';
import type { Command } from 'commander';
import { Problem } from '../../protocol/problem.js';
import { ExportFolder } from '../export/export-folder.js';
import { type ExportReport, exportToFolder, exportToStream } from '../export/export-records.js';
import type { ExportProgress, ExportRequest } from '../export/export-request.js';
import type { Words } from '../words.js';
import { type CommandContext, say } from './command-context.js';
import { StopSignal } from './import/stop-signal.js';
import { type Call, leafCommand, type Outcome } from './leaf.js';
import { openNodeSession } from './node-session.js';
import { operatorOf } from './operator.js';
import { addFolderOption, gather, requiredText, textOption, textsOption } from './options.js';

const eventMilliseconds = 1_000;

/** `carnet export` */
export function exportCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'export',
    summary: {
      en: 'write the records to files (FHIR R4), as they stand at one moment, while the ward goes on.\nThe files are not encrypted: whoever has them reads them. Contents of attachments are not in them.',
      fr: 'écrire les dossiers dans des fichiers (FHIR R4), tels qu’ils sont à un instant, pendant que le service continue.\nCes fichiers ne sont pas chiffrés : qui les a peut les lire. Le contenu des pièces jointes n’y est pas.',
    },
    examples: [
      [
        'carnet export --dir var/site --output out',
        { en: 'all, a file for each type', fr: 'tout, un fichier par type' },
      ],
      [
        'carnet export --dir var/site --output out --patient ID --format bundle',
        { en: 'one patient, as a Bundle', fr: 'un patient, en un Bundle' },
      ],
      [
        'carnet export --dir var/site --output out --since 2026-01-31T00:00:00Z --gzip',
        { en: 'what came since, with what was deleted', fr: 'ce qui est venu depuis, avec ce qui a été retiré' },
      ],
      [
        'carnet export --dir var/site --output - --type Patient | wc -l',
        { en: 'to standard output', fr: 'vers la sortie standard' },
      ],
    ],
    configure: (command, words) => addExportOptions(context, command, words),
    nextSteps: {
      'already-exists': {
        en: 'Name a new or an empty folder; an export that was cut goes on with the same options',
        fr: 'Nommez un dossier neuf ou vide ; un export coupé reprend avec les mêmes options',
      },
    },
    run: (call) => run(context, call),
  });
}

function addExportOptions(context: CommandContext, command: Command, words: (said: Words) => string): void {
  addFolderOption(command, words, context, 'site');
  command
    .requiredOption(
      '--output <folder>',
      words({
        en: 'a new or empty folder, or - for standard output',
        fr: 'un dossier neuf ou vide, ou - pour la sortie standard',
      }),
    )
    .option(
      '--type <type>',
      words({ en: 'only this type; may be repeated', fr: 'ce type seulement ; répétable' }),
      gather,
    )
    .option(
      '--patient <id>',
      words({ en: 'only the records of this patient', fr: 'les dossiers de ce patient seulement' }),
    )
    .option(
      '--since <time>',
      words({
        en: 'only what came since, as 2026-01-31T08:00:00Z',
        fr: 'seulement depuis, p. ex. 2026-01-31T08:00:00Z',
      }),
    )
    .option('--format <format>', words({ en: 'ndjson (default) or bundle', fr: 'ndjson (défaut) ou bundle' }), 'ndjson')
    .option('--gzip', words({ en: 'compress the files', fr: 'compresser les fichiers' }));
}

async function run(context: CommandContext, call: Call): Promise<Outcome | undefined> {
  const request = requestOf(call);
  const output = requiredText(call, 'output');
  const json = call.options['json'] === true;
  if (output === '-' && (request.gzip || json)) throw new Problem('usage-wrong', '--output - with --gzip or --json');
  const session = await openNodeSession(requiredText(call, 'dir'));
  const stop = new StopSignal();
  const options = {
    ...{ request, operator: operatorOf(context), call: session.call, now: Date.now, shouldStop: () => stop.isAsked },
    onProgress: teller(context, json, Date.now),
  };
  try {
    if (output === '-') {
      const { stopped } = await exportToStream(writeOut, options);
      context.exit(stopped ? 1 : 0);
      return undefined;
    }
    const report = await exportToFolder(new ExportFolder(output), options);
    return { json: { output, ...report }, text: describe(context, output, report), exit: report.stopped ? 1 : 0 };
  } finally {
    stop.release();
    session.close();
  }
}

function requestOf(call: Call): ExportRequest {
  const format = textOption(call, 'format') ?? 'ndjson';
  if (format !== 'ndjson' && format !== 'bundle')
    throw new Problem('usage-wrong', `--format ${format}: ndjson, bundle`);
  const given = textOption(call, 'since');
  const since = given === undefined ? null : Date.parse(given);
  if (Number.isNaN(since) || (given !== undefined && !/^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(given))) {
    throw new Problem('usage-wrong', `--since ${given}: 2026-01-31, 2026-01-31T08:00:00Z`);
  }
  const patient = textOption(call, 'patient')?.replace(/^Patient\//, '') ?? null;
  if (patient !== null && !/^[A-Za-z0-9\-.]{1,64}$/.test(patient)) throw new Problem('usage-wrong', '--patient');
  return {
    types: [...new Set(textsOption(call, 'type'))].sort(),
    patient,
    since,
    format,
    gzip: call.options['gzip'] === true,
  };
}

/** Waits for whoever reads, so that nothing piles up in memory. */
async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** A line now and then on standard error, the first of `--json` at once. */
function teller(context: CommandContext, json: boolean, now: () => number): (progress: ExportProgress) => void {
  let saidMilliseconds = json ? Number.NEGATIVE_INFINITY : now();
  return (progress) => {
    if (now() - saidMilliseconds < eventMilliseconds) return;
    saidMilliseconds = now();
    const { type, resources } = progress;
    if (json) context.error(`${JSON.stringify({ event: 'progress', ...progress })}\n`);
    else if (context.isTerminal) context.error(`\r\x1b[K${resources} · ${type}`);
  };
}

function describe(context: CommandContext, output: string, { manifest, resources, stopped }: ExportReport): string {
  if (stopped || manifest === null) {
    return say(context, {
      en: `${resources} written · stopped before the end · run the same command again: it goes on here`,
      fr: `${resources} écrites · arrêté avant la fin · relancez la même commande : elle reprend ici`,
    });
  }
  const files = manifest.files.map(({ file, count }) => `  ${file}  ${count}`);
  const summary = say(context, {
    en: `${resources} resources in ${output}, as they stood at ${manifest.exportedAt}`,
    fr: `${resources} ressources dans ${output}, telles qu’elles étaient à ${manifest.exportedAt}`,
  });
  const warning = say(context, {
    en: 'These files are not encrypted: keep them on a disk that is, and remove them after use',
    fr: 'Ces fichiers ne sont pas chiffrés : gardez-les sur un disque qui l’est, et supprimez-les après usage',
  });
  const left = say(context, {
    en: 'Contents of attachments are not in them; `carnet backup` has these',
    fr: 'Le contenu des pièces jointes n’y est pas ; `carnet backup` l’a',
  });
  return [summary, ...files, warning, left].join('\n');
}
