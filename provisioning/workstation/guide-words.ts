import type { Words } from '../words.js';

/** The words of the guide; `{label}` is the name of its files, `{url}` where the workstation goes. */
export const guideWords = {
  title: { fr: 'Installer un poste de travail', en: 'Set up a workstation' },
  site: { fr: 'Site', en: 'Site' },
  address: { fr: 'Adresse à ouvrir', en: 'Address to open' },
  others: { fr: 'Si le nom ne répond pas', en: 'If the name does not answer' },
  compare: {
    fr: 'Comparez cette empreinte avec celle que montre le poste. Un seul signe différent : arrêtez, et appelez l’administrateur.',
    en: 'Compare this fingerprint with what the workstation shows. If one sign differs, stop and call the administrator.',
  },
  keep: {
    fr: 'Ce certificat ne vaut que pour ce site et ses adresses locales : il n’ouvre rien d’autre sur Internet. Il ne contient aucun secret. Si un avertissement apparaît plus tard, ne passez jamais outre : appelez l’administrateur.',
    en: 'This certificate counts for this site and its local addresses only: it opens nothing else on the Internet. It holds no secret. If a warning appears later, never click it away: call the administrator.',
  },
} as const satisfies Record<string, Words>;

/** What to do on each system. */
export const guideSystems: readonly (readonly [system: Words, steps: readonly Words[]])[] = [
  [
    { fr: 'Windows (Edge, Chrome)', en: 'Windows (Edge, Chrome)' },
    [
      {
        fr: 'Double-cliquez sur `{label}.crt` ; onglet « Détails », comparez l’empreinte numérique (SHA-1).',
        en: 'Double-click `{label}.crt`; under “Details”, compare the thumbprint (SHA-1).',
      },
      {
        fr: '« Installer un certificat », « Ordinateur local », « Autorités de certification racines de confiance ».',
        en: '“Install certificate”, “Local machine”, “Trusted Root Certification Authorities”.',
      },
      {
        fr: 'Pour beaucoup de postes : `certutil -addstore Root {label}.crt`, ou une stratégie de groupe.',
        en: 'For many: `certutil -addstore Root {label}.crt`, or a group policy.',
      },
    ],
  ],
  [
    { fr: 'Linux (Debian, Ubuntu)', en: 'Linux (Debian, Ubuntu)' },
    [
      {
        fr: '`openssl x509 -noout -fingerprint -sha256 -in {label}.pem`',
        en: '`openssl x509 -noout -fingerprint -sha256 -in {label}.pem`',
      },
      {
        fr: 'Chromium : Paramètres, Sécurité, Gérer les certificats, Autorités : importez `{label}.pem`, pour les sites web seulement.',
        en: 'Chromium: Settings, Security, Manage certificates, Authorities: import `{label}.pem`, for web sites only.',
      },
      {
        fr: 'Programmes : `sudo cp {label}.pem /usr/local/share/ca-certificates/{label}.crt`, puis `sudo update-ca-certificates`.',
        en: 'Programs: `sudo cp {label}.pem /usr/local/share/ca-certificates/{label}.crt`, then `sudo update-ca-certificates`.',
      },
    ],
  ],
  [
    { fr: 'Firefox (tous systèmes)', en: 'Firefox (any system)' },
    [
      {
        fr: 'Paramètres, Vie privée et sécurité, Afficher les certificats, Autorités, Importer : `{label}.pem`.',
        en: 'Settings, Privacy & Security, View Certificates, Authorities, Import: `{label}.pem`.',
      },
      {
        fr: '« Voir » montre l’empreinte SHA-256 ; cochez seulement « sites web ».',
        en: '“View” shows the SHA-256 fingerprint; tick “websites” only.',
      },
    ],
  ],
  [
    { fr: 'Android', en: 'Android' },
    [
      {
        fr: 'Copiez `{label}.crt` sur l’appareil. Paramètres, Sécurité, Chiffrement et identifiants, Installer un certificat, Certificat CA.',
        en: 'Copy `{label}.crt` to the device. Settings, Security, Encryption & credentials, Install a certificate, CA certificate.',
      },
      {
        fr: 'Il figure ensuite sous « Identifiants de confiance », « Utilisateur » : comparez l’empreinte.',
        en: 'It then stands under “Trusted credentials”, “User”: compare the fingerprint.',
      },
    ],
  ],
  [
    { fr: 'iPhone, iPad, Mac', en: 'iPhone, iPad, Mac' },
    [
      {
        fr: 'Ouvrez `{label}.mobileconfig` ; Réglages, Profil téléchargé, Installer ; « Plus de détails » montre l’empreinte.',
        en: 'Open `{label}.mobileconfig`; Settings, Profile downloaded, Install; “More details” shows the fingerprint.',
      },
      {
        fr: 'Réglages, Général, Informations, Réglages des certificats : activez la confiance totale.',
        en: 'Settings, General, About, Certificate Trust Settings: turn on full trust.',
      },
    ],
  ],
  [
    { fr: 'Autres : PKCS#12', en: 'Others: PKCS#12' },
    [
      {
        fr: '`{label}.p12`, mot de passe `{password}` ; sans clé.',
        en: '`{label}.p12`, password `{password}`; it holds no key.',
      },
    ],
  ],
];
