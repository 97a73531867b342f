import { certificatesIn } from '../../../certificates/pem.js';
import { type TrustStanding, trustStanding } from '../../../hub/trust/exchange-root.js';
import { readIdentity } from '../../../node-folder.js';
import { formatTime } from '../../../time-text.js';
import type { TrustOfSite } from '../../../verbs/trust-verbs.js';
import type { Words } from '../../../words.js';
import { type CommandContext, say } from '../../command-context.js';
import { leafCommand } from '../../leaf.js';
import { runVerb } from '../../node-session.js';
import { addFolderOption, requiredText } from '../../options.js';

/** A hub's roots, and the sites that would be cut off by the next step. */
export interface TrustReport extends TrustStanding {
  /** Active sites that have not said that they hold the bundle. */
  readonly behind: readonly TrustOfSite[];
  /** Active sites with a certificate that rests on a root which is not used any more. */
  readonly onFormerRoot: readonly TrustOfSite[];
}

/** Works beside the running hub, or opens its folder. */
export async function readTrustReport(dir: string): Promise<TrustReport> {
  const standing = trustStanding(dir);
  const sites = await runVerb(dir, 'trust-sites', {});
  const former = certificatesIn(readIdentity(dir).authorityPem)
    .filter((_, index) => standing.roots[index]?.used === false)
    .map(({ subject }) => subject.replaceAll('\n', ', '));
  return {
    ...standing,
    behind: sites.filter(({ version }) => (version ?? 0) < standing.version),
    onFormerRoot: sites.filter(({ issuers }) => issuers.some((issuer) => former.includes(issuer))),
  };
}

export function trustStatusCommand(context: CommandContext) {
  return leafCommand(context, {
    usage: 'status',
    summary: {
      en: 'the roots, what signs, which site has not heard of a new root, and the next step',
      fr: 'les racines, ce qui signe, quel site ignore une nouvelle racine, et l’étape suivante',
    },
    examples: [['carnet hub trust status --json', { en: 'for programs', fr: 'pour les programmes' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    run: async (call) => {
      const report = await readTrustReport(requiredText(call, 'dir'));
      return { json: report, text: describe(context, report) };
    },
  });
}

const steps: Readonly<Record<TrustStanding['step'], Words>> = {
  steady: { en: 'nothing: one root, and it is used', fr: 'rien : une seule racine, et elle sert' },
  announced: {
    en: 'when no site lacks the bundle: stop the hub, carnet hub trust switch',
    fr: 'quand plus aucun site n’ignore le lot : arrêtez le central, carnet hub trust switch',
  },
  switched: {
    en: 'when no site’s certificate rests on the first root (within 90 days): stop the hub, carnet hub trust retire',
    fr: 'quand plus aucun certificat ne tient à la première racine (sous 90 jours) : arrêtez le central, carnet hub trust retire',
  },
};

const beforeWords: Words = {
  en: 'move the root apart: carnet hub root-new, then carnet hub trust announce',
  fr: 'séparez la racine : carnet hub root-new, puis carnet hub trust announce',
};

function describe(context: CommandContext, report: TrustReport): string {
  const { version, roots, issuing, distrusted, behind, onFormerRoot, step } = report;
  const until = (time: number) => formatTime(time);
  const short = (fingerprint: string) => `${fingerprint.slice(0, 16)}…`;
  const names = (sites: readonly TrustOfSite[]) => sites.map(({ site, name }) => `${site} ${name}`).join(', ');
  const lines: Words[] = [
    { en: `Bundle ${version}`, fr: `Lot ${version}` },
    ...roots.map(({ fingerprint, endsMilliseconds, used }) => ({
      en: `Root ${short(fingerprint)}, until ${until(endsMilliseconds)}${used ? ', used' : ''}`,
      fr: `Racine ${short(fingerprint)}, jusqu’au ${until(endsMilliseconds)}${used ? ', utilisée' : ''}`,
    })),
    issuing === undefined
      ? {
          en: 'Root and issuing authority are one, and its key lies here',
          fr: 'Racine et autorité émettrice ne font qu’un, et la clé est ici',
        }
      : {
          en: `Issuing authority ${issuing.fingerprint}, until ${until(issuing.endsMilliseconds)}`,
          fr: `Autorité émettrice ${issuing.fingerprint}, jusqu’au ${until(issuing.endsMilliseconds)}`,
        },
    ...distrusted.map((fingerprint) => ({ en: `Distrusted ${fingerprint}`, fr: `Écartée ${fingerprint}` })),
    {
      en: `Sites that lack the bundle: ${behind.length}${behind.length > 0 ? ` (${names(behind)})` : ''}`,
      fr: `Sites qui ignorent le lot : ${behind.length}${behind.length > 0 ? ` (${names(behind)})` : ''}`,
    },
    ...(onFormerRoot.length === 0
      ? []
      : [
          {
            en: `Sites with a certificate of a root that is not used: ${onFormerRoot.length} (${names(onFormerRoot)})`,
            fr: `Sites avec un certificat d’une racine non utilisée : ${onFormerRoot.length} (${names(onFormerRoot)})`,
          },
        ]),
  ];
  const next = issuing === undefined && step === 'steady' ? beforeWords : steps[step];
  lines.push({ en: `Next: ${next.en}`, fr: `Ensuite : ${next.fr}` });
  return lines.map((words) => say(context, words)).join('\n');
}
