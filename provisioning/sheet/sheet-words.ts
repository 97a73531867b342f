import type { Words } from '../words.js';

/** What stands on the sheet; `code` between backquotes is set as typed, {command} and the like are filled in. */
export const sheetWords = {
  title: { fr: 'Feuille d’installation', en: 'Installation sheet' },
  site: { fr: 'Site', en: 'Site' },
  region: { fr: 'Région', en: 'Region' },
  hub: { fr: 'Central', en: 'Hub' },
  code: { fr: 'Code à usage unique', en: 'One-time code' },
  until: { fr: 'valable jusqu’au', en: 'good until' },
  scan: { fr: 'La commande entière', en: 'The whole command' },
  todo: { fr: 'À faire sur le boîtier', en: 'To do on the box' },
  offline: { fr: 'Sans réseau', en: 'Without a network' },
  trouble: { fr: 'Si quelque chose ne va pas', en: 'If something is wrong' },
  keep: {
    fr: 'Ce code ouvre la porte du réseau de soins à un boîtier, un seul. Gardez la feuille sur vous ; détruisez-la dès que le boîtier a rejoint le central.',
    en: 'This code lets one box, and only one, into the network of care. Keep the sheet with you; destroy it as soon as the box has joined the hub.',
  },
} as const satisfies Record<string, Words>;

/** In order; each is one thing to do. */
export const sheetSteps: readonly Words[] = [
  {
    fr: 'Branchez le courant, le câble du réseau local et celui de la liaison.',
    en: 'Plug in the power, the cable of the local network and that of the link.',
  },
  { fr: 'Tapez : {command}', en: 'Type: {command}' },
  {
    fr: 'Chaque étape s’affiche avec ✓. À la fin : « Ce boîtier est maintenant le site {site} ».',
    en: 'Each step is shown with ✓. At the end: “This box is now site {site}”.',
  },
  {
    fr: 'Notez sur un autre papier le CODE DE SECOURS, affiché une seule fois. Gardez-le sous clé, loin du boîtier : il ouvre les dossiers si la clé du boîtier se perd.',
    en: 'Write the RECOVERY CODE, which is shown once, on another paper. Keep it locked away, far from the box: it opens the records when the box’s key is lost.',
  },
  {
    fr: 'Créez le premier compte : `carnet user add NOM --role doctor`. Notez le mot de passe, affiché une seule fois et bon 72 heures.',
    en: 'Add the first person: `carnet user add NAME --role doctor`. Note the password, which is shown once and is good for 72 hours.',
  },
  {
    fr: 'Démarrez : `systemctl enable --now carnet-edge`',
    en: 'Start it: `systemctl enable --now carnet-edge`',
  },
  {
    fr: 'Sur un poste, ouvrez https://NOM-DU-BOÎTIER:8450, connectez-vous et enregistrez un patient. La marque passe de « Enregistré ici » à « Au central ».',
    en: 'At a workstation open https://NAME-OF-THE-BOX:8450, sign in and register a patient. The mark goes from “Saved here” to “At the hub”.',
  },
];

/** Work now and enrol later, or the kit by a stick. */
export const sheetOffline: readonly Words[] = [
  {
    fr: 'Ajoutez `--provisional` à la commande : le boîtier travaille tout de suite et s’enrôle seul dès que le central répond.',
    en: 'Add `--provisional` to the command: the box works at once, and enrols by itself as soon as the hub answers.',
  },
  {
    fr: 'Ou par clé USB. Ici : `carnet join {code} --request demande.txt` · au central : `carnet site kit demande.txt --out reponse.txt` · ici : `carnet join --bundle reponse.txt`',
    en: 'Or by a USB stick. Here: `carnet join {code} --request request.txt` · at the hub: `carnet site kit request.txt --out bundle.txt` · here: `carnet join --bundle bundle.txt`',
  },
];

export const sheetTrouble: readonly Words[] = [
  {
    fr: '« Erreur de frappe » : comparez lettre à lettre. O et 0, I et 1 se valent ; majuscules et tirets sont libres.',
    en: '“Typing error”: compare letter by letter. O and 0, I and 1 are the same; capitals and hyphens do not matter.',
  },
  {
    fr: '« Injoignable » ou « s’est tu » : vérifiez câble et liaison, puis la même commande. Le code n’est pas perdu.',
    en: '“Cannot be reached” or “fell silent”: check cable and link, then the same command. The code is not lost.',
  },
  {
    fr: '« A déjà servi », « a expiré » : appelez la région, `carnet site invite {site}` donne un nouveau code.',
    en: '“Already used”, “has expired”: call the region; `carnet site invite {site}` gives a new code.',
  },
  {
    fr: 'Autre chose : `carnet doctor` dit ce qui manque et quoi faire.',
    en: 'Anything else: `carnet doctor` says what is missing and what to do.',
  },
];
