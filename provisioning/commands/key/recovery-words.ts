import type { Words } from '../../words.js';

/** A recovery code with what to do with it. @param slot its id */
export function recoveryWords(code: string, slot: string): Words {
  return {
    en: `\n  RECOVERY CODE   ${code}\n  slot ${slot}\n\nShown once. Print it or write it down, and keep it in a safe away from the box.\nAt the box: carnet edge run --unlock`,
    fr: `\n  CODE DE SECOURS   ${code}\n  emplacement ${slot}\n\nAffiché une seule fois. Imprimez-le ou notez-le, et gardez-le dans un coffre loin du boîtier.\nSur le boîtier : carnet edge run --unlock`,
  };
}
