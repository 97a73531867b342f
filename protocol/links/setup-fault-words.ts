import type { LinkWords } from './link-words.js';
import type { LinkSetupFault, SetupFaultCode } from './setup-faults.js';

type Place = Pick<LinkSetupFault, 'link' | 'about'>;

/** What is wrong, and what to do about it. */
export interface SetupFaultWords {
  readonly what: (place: Place) => LinkWords;
  readonly todo: (place: Place) => LinkWords;
}

/** What people read of a link that is set up wrong; the same on every page and in every command. */
export const setupFaultWords: Readonly<Record<SetupFaultCode, SetupFaultWords>> = {
  'link-twice': {
    what: ({ link }) => ({
      en: `link ${link} is configured twice`,
      fr: `la liaison ${link} est configurée deux fois`,
    }),
    todo: () => ({ en: 'keep one of them in node.json, restart', fr: 'n’en gardez qu’une dans node.json, redémarrez' }),
  },
  'budget-zero': {
    what: () => ({
      en: 'its budget is 0 bytes: nothing but urgent records will ever pass',
      fr: 'son budget est de 0 octet : seul l’urgent passera',
    }),
    todo: () => ({
      en: 'write the bytes of the contract as budgetBytes in node.json, or metered false',
      fr: 'inscrivez les octets du contrat (budgetBytes) dans node.json, ou metered à false',
    }),
  },
  'device-missing': {
    what: ({ about }) => ({
      en: `there is no network device ${about}, by which it leaves`,
      fr: `l’interface réseau ${about}, par où elle sort, n’existe pas`,
    }),
    todo: () => ({
      en: 'plug the adapter or modem in, or correct device in node.json: ip link lists what there is',
      fr: 'branchez l’adaptateur ou le modem, ou corrigez device dans node.json : ip link les liste',
    }),
  },
  'interface-missing': {
    what: ({ about }) => ({
      en: `the interface ${about} does not exist`,
      fr: `l’interface ${about} n’existe pas`,
    }),
    todo: ({ about }) => ({
      en: `as root: wg-quick up ${about} (or networkctl reload); if it was never set up: carnet links render`,
      fr: `en root : wg-quick up ${about} (ou networkctl reload) ; jamais installée ? carnet links render`,
    }),
  },
  'name-unresolved': {
    what: ({ about }) => ({
      en: `the name ${about} does not resolve`,
      fr: `le nom ${about} est introuvable (DNS)`,
    }),
    todo: ({ about }) => ({
      en: `check the spelling in node.json and the DNS server, or put an address in /etc/hosts: IP ${about}`,
      fr: `vérifiez le nom dans node.json et le serveur DNS, ou mettez une adresse dans /etc/hosts : IP ${about}`,
    }),
  },
  'probes-blocked': {
    what: ({ about }) => ({
      en: `the hub answers over it, but not to probes: UDP to ${about} does not come through, so a failure is found later`,
      fr: `le central répond, mais pas aux sondes : l’UDP vers ${about} ne passe pas, une panne se verra plus tard`,
    }),
    todo: ({ about }) => ({
      en: `let UDP to ${about} and its answers through the firewall; a forward of TCP alone: write probe HOST:PORT in node.json`,
      fr: `laissez passer l’UDP vers ${about} et ses réponses (pare-feu) ; simple renvoi TCP : inscrivez probe dans node.json`,
    }),
  },
};
