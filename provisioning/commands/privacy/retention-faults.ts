import {
  type EndlessKind,
  type RetentionFault,
  type RetentionKind,
  retentionKinds,
  retentionRules,
} from '../../../record/privacy/retention.js';
import { endlessWords, sweptWords } from '../../../record/privacy/retention-words.js';
import type { Words } from '../../words.js';

/** What is wrong with `--set kind=days`, with the reason of the bound that it breaks. */
export function faultWords(fault: RetentionFault, kind: string): Words {
  switch (fault) {
    case 'unknown':
      return {
        en: `--set ${kind}: one of ${retentionKinds.join(', ')}, as sign-ins=400`,
        fr: `--set ${kind} : une de ${retentionKinds.join(', ')}, comme sign-ins=400`,
      };
    case 'endless':
      return {
        en: `--set ${kind}: not by a time; ${endlessWords.en[kind as EndlessKind]}`,
        fr: `--set ${kind} : pas par une durée ; ${endlessWords.fr[kind as EndlessKind]}`,
      };
    case 'not-days':
      return {
        en: `--set ${kind}: a whole number of days, as ${kind}=400`,
        fr: `--set ${kind} : un nombre entier de jours, comme ${kind}=400`,
      };
    default: {
      const { daysMin, daysMax } = retentionRules[kind as RetentionKind];
      const reasons = { en: sweptWords.en[kind as RetentionKind], fr: sweptWords.fr[kind as RetentionKind] };
      return {
        en: `--set ${kind}: ${daysMin} to ${daysMax} days; ${reasons.en.bounds}`,
        fr: `--set ${kind} : de ${daysMin} à ${daysMax} jours ; ${reasons.fr.bounds}`,
      };
    }
  }
}
