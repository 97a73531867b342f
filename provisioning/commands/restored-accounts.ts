import type { RestoredAccounts } from '../backup/restore-backup.js';
import { type CommandContext, say } from './command-context.js';

/** Who cannot sign in after a restore, a line each; '' where it is everybody who could before. */
export function restoredAccountsText(context: CommandContext, { shutOut, missing }: RestoredAccounts): string {
  const [out, gone] = [shutOut.join(', '), missing.join(', ')];
  const shut = say(context, {
    en: `\nShut out since this backup, and so again: ${out}. Who may sign in gets a new password: carnet user reset NAME`,
    fr: `\nExclus depuis cette sauvegarde, et donc de nouveau : ${out}. Qui a le droit d’entrer reçoit un nouveau mot de passe : carnet user reset NOM`,
  });
  const lost = say(context, {
    en: `\nAdded since this backup, and not in it: ${gone}. Add them again: carnet user add NAME --role ROLE`,
    fr: `\nAjoutés depuis cette sauvegarde, et absents d’elle : ${gone}. Ajoutez-les de nouveau : carnet user add NOM --role RÔLE`,
  });
  return `${shutOut.length > 0 ? shut : ''}${missing.length > 0 ? lost : ''}`;
}
