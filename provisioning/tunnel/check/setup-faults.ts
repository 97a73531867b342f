import type { SetupFaultCode } from '../../../protocol/links/setup-faults.js';
import type { NodeLink } from '../../node-folder.js';

/** What is wrong with a link as it is written down, whatever the network does. */
export type WrittenFaultCode = Extract<SetupFaultCode, 'link-twice' | 'budget-zero'>;

export interface WrittenLink {
  readonly link: NodeLink;
  readonly faults: readonly WrittenFaultCode[];
}

/** Each link once, the first of its name, with what is wrong with it: a program runs with what can be run. */
export function linksOnce(links: readonly NodeLink[]): readonly WrittenLink[] {
  const isFirst = (link: NodeLink) => links.find(({ name }) => name === link.name) === link;
  return links.filter(isFirst).map((link) => {
    const isTwice = links.some((other) => other !== link && other.name === link.name);
    const isZero = link.metered && link.budgetBytes !== undefined && link.budgetBytes <= 0;
    return { link, faults: [...(isTwice ? ['link-twice' as const] : []), ...(isZero ? ['budget-zero' as const] : [])] };
  });
}
