import { setupFaultWords } from '../../../protocol/links/setup-fault-words.js';
import { type LinkSetupFault, setupFaultCodes } from '../../../protocol/links/setup-faults.js';
import { fieldsOf, listOf, textOf, wordOf } from '../http/read-fields.js';
import { bindSpaces } from '../i18n/bind-spaces.js';
import type { Language } from '../i18n/language.js';

/** Reads the faults of a link's set-up; one that this page does not know is left out. */
export function readSetupFaults(value: unknown): readonly LinkSetupFault[] {
  return listOf(value).flatMap((item) => {
    const { code, about, link } = fieldsOf(item);
    const known = wordOf(setupFaultCodes, code);
    return known === undefined ? [] : [{ code: known, about: textOf(about), link: textOf(link) }];
  });
}

/** What is wrong and what to do about it, each as a sentence. */
export function setupFaultText(
  language: Language,
  fault: LinkSetupFault,
): { readonly what: string; readonly todo: string } {
  const { what, todo } = setupFaultWords[fault.code];
  return { what: sentence(what(fault)[language]), todo: sentence(todo(fault)[language]) };
}

function sentence(text: string): string {
  return bindSpaces(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}
