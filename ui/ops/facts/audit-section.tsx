import type { JSX } from 'preact';
import { formatNumber } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import type { Audit } from '../fleet/audit.js';
import { Fact } from '../sites/fact.js';
import { Moment } from '../sites/moment.js';
import { useWords } from '../words/use-words.js';

/** How far the hub has confirmed a site's audit, and whether that was ever contradicted (rule R12). */
export function AuditSection({ audit }: { readonly audit: Audit | undefined }): JSX.Element {
  const words = useWords();
  if (audit === undefined) {
    return (
      <section class="facts">
        <h3>{words.t('audit.title')}</h3>
        <p class="soft small">{words.t('audit.none')}</p>
      </section>
    );
  }
  const { confirmed, confirmedAt, walkedAt } = audit;
  return (
    <section class="facts">
      <h3>{words.t('audit.title')}</h3>
      <dl>
        <Damage audit={audit} />
        <Fact label={words.t('audit.confirmed')}>
          <span class="number">{formatNumber(words.language, confirmed)}</span>
        </Fact>
        <Fact label={words.t('audit.confirmedAt')}>
          {confirmedAt === undefined ? words.t('audit.never') : <Moment at={confirmedAt} />}
        </Fact>
        <Fact label={words.t('audit.walkedAt')}>
          {walkedAt === undefined ? words.t('audit.never') : <Moment at={walkedAt} />}
        </Fact>
      </dl>
      <p class="soft small">{words.t('audit.window')}</p>
    </section>
  );
}

function Damage({ audit: { brokenAt, contradictedAt } }: { readonly audit: Audit }): JSX.Element | null {
  const words = useWords();
  if (brokenAt === undefined && contradictedAt === undefined) return null;
  return (
    <Fact label={words.t('audit.contradicted')}>
      <span class="fact-attention">
        <Icon name="alert" />{' '}
        {contradictedAt === undefined ? (
          words.t('audit.broken', { entry: formatNumber(words.language, brokenAt ?? 0) })
        ) : (
          <Moment at={contradictedAt} />
        )}
      </span>
      <span class="soft small under">
        {contradictedAt !== undefined &&
          brokenAt !== undefined &&
          `${words.t('audit.broken', { entry: formatNumber(words.language, brokenAt) })} `}
        {words.t('audit.damaged')}
      </span>
    </Fact>
  );
}
