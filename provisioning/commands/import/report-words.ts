import type { ImportReport } from '../../import/import-report.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';

/** Refusals that the text lists; the report has all. */
const refusalsShownMax = 20;

/** Of an import or its undoing that a full disk cut: it is stored in parts, each whole. */
export const goOnAfterFullDisk: Words = {
  en: 'The parts before stay, each whole (`carnet import list`); then run the same command again: it goes on behind them',
  fr: 'Les parties d’avant restent, entières (`carnet import list`) ; puis relancez la même commande : elle reprend après',
};

/** What a terminal shows of an import: counts and places, never a person. */
export function describeImport(
  context: CommandContext,
  done: ImportReport & { readonly dryRun: boolean; readonly report: string | null },
): string {
  const { created, updated, unchanged, refused, dryRun } = done;
  const summary = dryRun
    ? say(context, {
        en: `would be created: ${created} · updated: ${updated} · already here: ${unchanged} · refused: ${refused} · nothing was stored`,
        fr: `seraient créées : ${created} · modifiées : ${updated} · déjà là : ${unchanged} · refusées : ${refused} · rien n’a été enregistré`,
      })
    : say(context, {
        en: `created: ${created} · updated: ${updated} · already here: ${unchanged} · refused: ${refused}`,
        fr: `créées : ${created} · modifiées : ${updated} · déjà là : ${unchanged} · refusées : ${refused}`,
      });
  return [summary, ...duplicateLines(context, done), ...refusalLines(context, done), ...nextLines(context, done)].join(
    '\n',
  );
}

function duplicateLines(
  context: CommandContext,
  { duplicates, pairs, report }: ImportReport & { readonly report: string | null },
): readonly string[] {
  const { same, refused, possible } = duplicates;
  if (same + refused + possible === 0) return [];
  return [
    say(context, {
      en: `persons who stand twice: ${same} joined by their identifier · ${refused} not taken, for they contradict each other · ${possible} possible, to be looked at`,
      fr: `personnes en double : ${same} réunies par leur identifiant · ${refused} non importées, car elles se contredisent · ${possible} possibles, à vérifier`,
    }),
    ...pairs
      .slice(0, refusalsShownMax)
      .map(({ kind, file, line, record, other }) => `  ${file}:${line}  ${record} = ${other}  ${kind}`),
    ...(report !== null
      ? []
      : [
          say(context, {
            en: '--report FILE writes who they are to a file; `--dry-run --report` does so before',
            fr: '--report FICHIER écrit qui elles sont dans un fichier ; avec --dry-run, avant d’importer',
          }),
        ]),
  ];
}

function refusalLines(context: CommandContext, { files, refused }: ImportReport): readonly string[] {
  const lines = files.flatMap(({ file, refusals }) =>
    refusals.map(({ line, code, issues }) => {
      const why = issues.map(({ path, text }) => `${path} ${text}`.trim()).join('; ');
      return `  ${file}:${line}  ${code}  ${why}`;
    }),
  );
  const more = refused - Math.min(lines.length, refusalsShownMax);
  const rest = say(context, { en: `  … and ${more} more`, fr: `  … et ${more} autres` });
  return [...lines.slice(0, refusalsShownMax), ...(more > 0 ? [rest] : [])];
}

function nextLines(
  context: CommandContext,
  { import: id, resumed, stopped, created, updated, report }: ImportReport & { readonly report: string | null },
): readonly string[] {
  return [
    ...(report === null
      ? []
      : [
          say(context, {
            en: `report, which names patients: ${report}`,
            fr: `rapport, qui nomme des patients : ${report}`,
          }),
        ]),
    ...(resumed ? [say(context, { en: 'went on where it was cut', fr: 'reprise là où elle avait été coupée' })] : []),
    ...(stopped
      ? [
          say(context, {
            en: 'stopped before the end; what is counted is stored · run the same command again: it goes on here',
            fr: 'arrêté avant la fin ; ce qui est compté est enregistré · relancez la même commande : elle reprend ici',
          }),
        ]
      : []),
    ...(id === null || created + updated === 0
      ? []
      : [
          say(context, {
            en: `import ${id} · \`carnet import undo ${id}\` takes it back`,
            fr: `import ${id} · \`carnet import undo ${id}\` l’annule`,
          }),
        ]),
  ];
}
