import { problems } from '../../../protocol/problems.js';
import type { UpgradeOutcome, UpgradeStep } from '../../upgrade/upgrade-state.js';
import type { WaitReason } from '../../upgrade/upgrade-window.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';

/** What is said before each step. */
export const stepWords: Readonly<Record<UpgradeStep, Words>> = {
  preflight: {
    en: 'The new release tries a copy of the records …',
    fr: 'La nouvelle version essaie une copie des dossiers…',
  },
  copy: { en: 'A backup is made …', fr: 'Une sauvegarde se fait…' },
  stop: { en: 'The site stops …', fr: 'Le site s’arrête…' },
  switch: { en: 'The new release takes its place …', fr: 'La nouvelle version prend sa place…' },
  start: { en: 'The site starts …', fr: 'Le site démarre…' },
  prove: { en: 'The site is asked as its users do …', fr: 'Le site est interrogé comme par ses utilisateurs…' },
  'back-stop': { en: 'Back: the new release is stopped …', fr: 'Retour : la nouvelle version est arrêtée…' },
  'back-switch': {
    en: 'Back: the release before takes its place …',
    fr: 'Retour : la version précédente reprend sa place…',
  },
  'back-start': { en: 'Back: the site starts …', fr: 'Retour : le site démarre…' },
  'back-prove': {
    en: 'Back: the site is asked as its users do …',
    fr: 'Retour : le site est interrogé comme par ses utilisateurs…',
  },
};

export const waitWords: Readonly<Record<WaitReason, Words>> = {
  'outside-window': {
    en: 'It is not the time yet (setting upgradeWindow).',
    fr: 'Ce n’est pas encore l’heure (réglage upgradeWindow).',
  },
  'backup-under-way': { en: 'A backup is being made.', fr: 'Une sauvegarde est en cours.' },
  'on-battery': {
    en: 'The power is out: the box runs on battery.',
    fr: 'Le courant est coupé : le boîtier tourne sur batterie.',
  },
};

/** How an upgrade ended: what happened, what is safe, what to do. */
export function outcomeText(context: CommandContext, { from, to, outcome, code }: UpgradeOutcome): string {
  const reason = code === null ? '' : ` ${say(context, problems[code])}`;
  const ended: Readonly<Record<UpgradeOutcome['outcome'], Words>> = {
    ok: { en: `Carnet ${to} runs.`, fr: `Carnet ${to} tourne.` },
    'came-back': {
      en: `Carnet ${to} was tried and did not do; ${from} runs again, with everything that was saved.${reason} Tell regional operations.`,
      fr: `Carnet ${to} a été essayé sans succès ; ${from} tourne de nouveau, avec tout ce qui a été enregistré.${reason} Prévenez la région.`,
    },
    refused: {
      en: `Carnet ${to} was not brought in; the site was not touched and runs on.${reason}`,
      fr: `Carnet ${to} n’a pas été mis en place ; le site n’a pas été touché et continue.${reason}`,
    },
    stuck: {
      en: `The site does not serve as it must after the attempt with Carnet ${to}, and cannot go back by itself. What was saved is in its folder and in its backup.${reason} Run carnet doctor, and call regional operations.`,
      fr: `Le site ne sert pas comme il faut après l’essai de Carnet ${to}, et ne peut pas revenir seul. Ce qui a été enregistré est dans son dossier et sa sauvegarde.${reason} Lancez carnet doctor et appelez la région.`,
    },
  };
  return say(context, ended[outcome]);
}
