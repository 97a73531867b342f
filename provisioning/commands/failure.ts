import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';
import { problemOfSystemError } from '../folder/atomic-file.js';
import type { Words } from '../words.js';
import type { CommandContext } from './command-context.js';
import { detailIn } from './detail-words.js';

export type NextSteps = Partial<Record<ProblemCode, Words>>;

/** What to do next, by code; where the problem's own words already say it there is none. */
const nextSteps: NextSteps = {
  'identifier-malformed': { en: 'Check the identifier and try again', fr: 'Vérifiez l’identifiant et réessayez' },
  'body-malformed': {
    en: 'Check the file; `carnet doctor` tells more',
    fr: 'Vérifiez le fichier ; `carnet doctor` en dit plus',
  },
  'not-found': {
    en: 'Check the name, the path and the folder (--dir)',
    fr: 'Vérifiez le nom, le chemin et le dossier (--dir)',
  },
  'already-exists': { en: 'Choose another name or folder', fr: 'Choisissez un autre nom ou dossier' },
  forbidden: { en: '`carnet … --help` says what is possible', fr: '`carnet … --help` dit ce qui est possible' },
  'hub-unreachable': {
    en: 'Check the address (--hub), the cable and the link, then run the same command again',
    fr: 'Vérifiez l’adresse (--hub), le câble et la liaison, puis relancez la même commande',
  },
  'hub-unproven': {
    en: 'Check the address (--hub) and the code; if both are right, call regional operations: someone may be in between',
    fr: 'Vérifiez l’adresse (--hub) et le code ; s’ils sont justes, appelez la région : quelqu’un s’interpose peut-être',
  },
  'already-joined': {
    en: 'Compare the sheet with the box; to make another site of it, give another --dir',
    fr: 'Comparez la feuille et le boîtier ; pour en faire un autre site, donnez un autre --dir',
  },
  'disk-full': {
    en: 'Then run the same command again: it goes on where it stopped',
    fr: 'Puis relancez la même commande : elle reprend où elle s’est arrêtée',
  },
  'usage-wrong': { en: 'See --help', fr: 'Voyez --help' },
  'folder-not-initialised': {
    en: 'Run `carnet hub init` or `carnet join CODE` first, or give the right --dir',
    fr: 'Lancez d’abord `carnet hub init` ou `carnet join CODE`, ou donnez le bon --dir',
  },
  'folder-in-use': { en: 'Stop that program first', fr: 'Arrêtez d’abord ce programme' },
  'database-key-wrong': {
    en: 'Put the right slot.token or key-slots.json back from your copy, or open it with --unlock',
    fr: 'Remettez le bon slot.token ou key-slots.json depuis votre copie, ou ouvrez avec --unlock',
  },
  'key-slot-closed': { en: '`carnet key status` lists the slots', fr: '`carnet key status` les énumère' },
  'database-corrupt': { en: '`carnet doctor` tells more', fr: '`carnet doctor` en dit plus' },
  'database-version': { en: 'Install the newer Carnet', fr: 'Installez la version plus récente de Carnet' },
  'permission-denied': {
    en: 'Run as the owner of the folder, or correct its owner, or choose another folder',
    fr: 'Lancez en tant que propriétaire du dossier, ou corrigez le propriétaire, ou choisissez un autre dossier',
  },
  'port-in-use': {
    en: 'Stop the other program, or choose another port',
    fr: 'Arrêtez l’autre programme, ou choisissez un autre port',
  },
  'disk-failed': { en: 'Check the disk, then `carnet doctor`', fr: 'Vérifiez le disque, puis `carnet doctor`' },
  'time-out': { en: '`carnet status` shows what happened', fr: '`carnet status` montre ce qui s’est passé' },
  internal: { en: '`carnet doctor` tells more', fr: '`carnet doctor` en dit plus' },
};

const nothingChanged: Words = { en: 'Nothing was changed', fr: 'Rien n’a été modifié' };

/** Codes whose own words already say what is safe, or where something may have changed. */
function saysWhatIsSafe(problem: Problem): boolean {
  const said = /nothing (?!under)|safe|stored|tell|not change|happened/i.test(problems[problem.code].en);
  return said || problems[problem.code].nature === 'ambiguous';
}

/** One line: what happened (which one) · what is safe · what to do next. */
export function describeFailure(
  context: Pick<CommandContext, 'language'>,
  problem: Problem,
  ofCommand: NextSteps = {},
): string {
  const { language } = context;
  const happened = problems[problem.code][language].replace(/[.\s]+$/, '');
  const detail = detailIn(context, problem.detail);
  const which = detail === '' ? '' : ` (${detail})`;
  const parts = [`${happened}${which}`];
  if (!saysWhatIsSafe(problem)) parts.push(nothingChanged[language]);
  const next = ofCommand[problem.code] ?? nextSteps[problem.code];
  if (next !== undefined) parts.push(next[language]);
  return `carnet: ${parts.join(' · ')}`;
}

/** The same for programs. */
export function failureAsJson(problem: Problem): string {
  return JSON.stringify({ problem: { code: problem.code, detail: problem.detail, issues: problem.issues } });
}

/** Any error as a Problem; what is not of the closed list keeps its name, for a report to those who can mend it. */
export function problemOfAnything(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (cause instanceof Error && 'code' in cause && 'syscall' in cause) {
    return problemOfSystemError(cause, 'path' in cause ? String(cause.path) : String(cause.syscall));
  }
  return new Problem('internal', cause instanceof Error ? cause.message.split('\n')[0] : '', [], { cause });
}
