import { type ErasureReason, isErasureReason } from '../../../protocol/erasures/erasure-order.js';
import { formatTime } from '../../time-text.js';
import type { ShownErasure } from '../../verbs/erasure-verbs.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';

export const erasureReasonWords: Readonly<Record<ErasureReason, Words>> = {
  'court-order': { en: 'order of a court', fr: 'décision de justice' },
  'subject-request': { en: 'the person’s right to erasure', fr: 'droit à l’effacement de la personne' },
  'authority-decision': { en: 'decision of an authority', fr: 'décision d’une autorité' },
  'unlawful-record': { en: 'recorded without right', fr: 'donnée recueillie sans droit' },
};

/** One that a newer hub gave stands as it is. */
export function reasonWords(context: CommandContext, reason: string): string {
  return isErasureReason(reason) ? say(context, erasureReasonWords[reason]) : reason;
}

/** What was erased here, who has done it elsewhere and who has not, and what still holds it. */
export function erasureWords(context: CommandContext, erasure: ShownErasure): string {
  const { id, patient, named, reference, reason, by, resources, versions, orderedAt, settledAt } = erasure;
  const what = [...(patient === undefined ? [] : [`Patient/${patient}`]), ...named].join(', ');
  const lines: Words[] = [
    {
      en: `${what}: ${versions} versions of ${resources} resources erased here (order ${id}).`,
      fr: `${what} : ${versions} versions de ${resources} ressources effacées ici (ordre ${id}).`,
    },
    {
      en: `${formatTime(orderedAt)}, ${by}: ${reasonWords(context, erasure.reason)}, ${reference}.`,
      fr: `${formatTime(orderedAt)}, ${by} : ${reasonWords(context, reason)}, ${reference}.`,
    },
  ];
  if (settledAt === null) {
    lines.push({
      en: 'Its traces in this node’s files go as soon as nobody reads an earlier state; ask again: carnet record erasures',
      fr: 'Ses traces dans les fichiers partiront dès que plus personne ne lit un état antérieur ; redemandez : carnet record erasures',
    });
  }
  lines.push(erasure.rewrittenAt === null ? unwrittenWords : rewrittenWords);
  return [...lines.map((words) => say(context, words)), ...siteLines(context, erasure)].join('\n');
}

const unwrittenWords: Words = {
  en: 'Remains may stand in free space of this node’s databases; the next start of its program writes them anew before it serves.',
  fr: 'Des restes peuvent subsister dans l’espace libre des bases de ce nœud ; le prochain démarrage de son programme les réécrit avant de servir.',
};

const rewrittenWords: Words = {
  en: 'This node’s databases were written anew since: their free space holds nothing of it either.',
  fr: 'Les bases de ce nœud ont été réécrites depuis : leur espace libre n’en contient rien non plus.',
};

function siteLines(context: CommandContext, { sites }: ShownErasure): readonly string[] {
  const name = ({ site, name: called }: ShownErasure['sites'][number]) => `${site} (${called})`;
  const done = sites.filter(({ settledAt }) => settledAt !== null);
  const open = sites.filter(({ settledAt }) => settledAt === null);
  if (sites.length === 0) return [];
  const doneLine = say(context, {
    en: `Done at ${done.length} of ${sites.length} sites.`,
    fr: `Fait sur ${done.length} site(s) sur ${sites.length}.`,
  });
  if (open.length === 0) return [doneLine];
  const names = open.map(name).join(', ');
  const openLine = say(context, {
    en: `Not confirmed yet: ${names}. Each does it when it is next in touch, once its program knows of erasures.`,
    fr: `Pas encore confirmé : ${names}. Chacun le fait à sa prochaine liaison, dès que son programme connaît l’effacement.`,
  });
  return [doneLine, openLine];
}

/** What no erasure reaches by itself. */
export const copiesWords: Words = {
  en: 'Backups of before hold it until they are replaced; what is restored from them is erased again at its start. Paper, exports and journal-before-restore files are yours to destroy.',
  fr: 'Les sauvegardes antérieures le contiennent jusqu’à leur remplacement ; ce qu’on en restaure est effacé de nouveau au démarrage. Le papier, les exports et les fichiers journal-before-restore restent à détruire par vous.',
};
