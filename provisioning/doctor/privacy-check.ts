import { missingOf, type NoticeSettings } from '../../record/privacy/notice-facts.js';
import { type Finding, ok, warn } from './finding.js';

/** Whether the privacy notice of a site says all that the law wants said (rule R40). */
export function checkNotice(settings: NoticeSettings): Finding {
  const missing = missingOf(settings);
  if (missing.length === 0) return ok('notice', 'says all that it has to', 'dit tout ce qu’elle doit dire');
  const names = missing.join(', ');
  return warn(
    'notice',
    { en: `does not say: ${names}`, fr: `ne dit pas : ${names}` },
    { en: 'it is shown without gaps, in general words', fr: 'elle s’affiche sans trou, en termes généraux' },
    {
      en: `put them into settings.json with the hospital’s data-protection officer, and start again: docs/privacy.md`,
      fr: `les mettre dans settings.json avec le délégué à la protection des données, puis redémarrer : docs/privacy.md`,
    },
  );
}
