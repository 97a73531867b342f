import type { Command } from 'commander';
import { Problem } from '../../protocol/problem.js';
import { type ImportReport, importFiles } from '../import/import-files.js';
import { type CommandContext, say } from './command-context.js';
import { leafCommand } from './leaf.js';
import { openNodeSession } from './node-session.js';
import { addFolderOption, requiredText } from './options.js';
import { ProgressBar } from './progress-bar.js';

/** Refusals that the text report lists; `--json` gives all. */
const refusalsShownMax = 20;

export function importCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'import <file...>',
    summary: {
      en: 'bring in FHIR R4 resources: NDJSON or Bundle; the same file twice changes nothing',
      fr: 'importer des ressources FHIR R4 : NDJSON ou Bundle ; deux fois le même fichier ne change rien',
    },
    examples: [
      [
        'carnet import Patient.ndjson Encounter.ndjson --dir var/site',
        { en: 'file after file', fr: 'fichier après fichier' },
      ],
      [
        'carnet import bundle.json --dry-run --dir var/site',
        { en: 'only say what would be refused', fr: 'dire seulement ce qui serait refusé' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      command.option(
        '--dry-run',
        words({ en: 'validate only, store nothing', fr: 'valider seulement, ne rien enregistrer' }),
      );
    },
    run: async (call) => {
      const dryRun = call.options['dryRun'] === true;
      if (call.positionals.length === 0) throw new Problem('usage-wrong', 'FILE');
      const session = await openNodeSession(requiredText(call, 'dir'));
      const bar = new ProgressBar(context, Date.now);
      try {
        const report = await importFiles({
          files: call.positionals,
          importChunk: (resources) => session.call('import-chunk', { resources, dryRun }),
          onProgress: (progress) => bar.show(progress),
        });
        bar.clear();
        return {
          json: { dryRun, ...report },
          text: describe(context, report, dryRun),
          exit: report.refused > 0 ? 1 : 0,
        };
      } finally {
        bar.clear();
        session.close();
      }
    },
  });
}

function describe(context: CommandContext, report: ImportReport, dryRun: boolean): string {
  const { stored, unchanged, refused, files } = report;
  const summary = say(context, {
    en: `${stored} ${dryRun ? 'would be stored' : 'stored'} · ${unchanged} already here · ${refused} refused`,
    fr: `${stored} ${dryRun ? 'seraient enregistrées' : 'enregistrées'} · ${unchanged} déjà là · ${refused} refusées`,
  });
  const lines = files.flatMap(({ file, refused: list }) =>
    list.map(({ line, code, issues }) => {
      const why = issues.map(({ path, text }) => `${path} ${text}`.trim()).join('; ');
      return `  ${file}:${line}  ${code}  ${why}`;
    }),
  );
  const more = lines.length - refusalsShownMax;
  const rest = say(context, {
    en: `  … and ${more} more (--json lists all)`,
    fr: `  … et ${more} autres (--json les donne toutes)`,
  });
  return [summary, ...lines.slice(0, refusalsShownMax), ...(more > 0 ? [rest] : [])].join('\n');
}
