import type { JSX } from 'preact';
import { typeWord } from '../../../record/subject-copy/plain-words.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { FailureState, Loading } from '../../kit/states.js';
import { Tag } from '../../kit/tag.js';
import { useOnce } from '../fhir/use-once.js';
import { usePrivacyWords } from '../words/use-privacy-words.js';
import { readCorrections, type ShownCorrection } from './privacy.js';

/** What was changed in the record: what stood, what stands, who, when and why (rule R39). */
export function CorrectionsSection({ patientId }: { readonly patientId: string }): JSX.Element {
  const words = usePrivacyWords();
  const { language } = words;
  const found = useOnce(() => readCorrections(patientId, language), `${patientId} ${language}`);
  return (
    <section class="stack-small" data-privacy="corrections">
      <h3>{words.t('corrected.title')}</h3>
      {found.kind === 'loading' && <Loading />}
      {found.kind === 'failed' && <FailureState failure={found.failure} />}
      {found.kind === 'ready' && found.value.corrections.length === 0 && (
        <p class="soft">{words.t('corrected.none')}</p>
      )}
      {found.kind === 'ready' && !found.value.isWhole && <p class="soft">{words.t('corrected.part')}</p>}
      {found.kind === 'ready' && (
        <ol class="stack-small privacy-list">
          {found.value.corrections.map((each) => (
            <CorrectionItem key={`${each.type} ${each.id} ${each.at}`} correction={each} />
          ))}
        </ol>
      )}
    </section>
  );
}

function CorrectionItem({ correction }: { readonly correction: ShownCorrection }): JSX.Element {
  const words = usePrivacyWords();
  const { type, at, authorName, kind, changes, reasons } = correction;
  const head = ['element', 'before', 'after'] as const;
  const title = typeWord(type, words.language);
  return (
    <li class="privacy-item">
      <div class="row">
        <strong>{title}</strong>
        {kind !== 'changed' && <Tag tone="warning">{words.t(`corrected.${kind}`)}</Tag>}
      </div>
      <p class="soft small">
        {words.t('corrected.by', { at: formatDayAndTime(words.language, at, Date.now()), name: authorName })}
      </p>
      {reasons.map((reason) => (
        <p key={reason}>{words.t('corrected.reason', { reason })}</p>
      ))}
      {changes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1)
        <section class="table-frame" tabIndex={0} aria-label={title}>
          <table class="small">
            <thead>
              <tr>
                {head.map((column) => (
                  <th key={column} scope="col">
                    {words.t(`corrected.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {changes.map(({ element, label, before, after }) => (
                <tr key={element}>
                  <th scope="row">{label}</th>
                  <td>{before || '–'}</td>
                  <td>{after || '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </li>
  );
}
