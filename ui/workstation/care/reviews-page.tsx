import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import './care.css';
import { lazyPart } from '../../kit/lazy.js';
import { hrefOf, routeStore } from '../../kit/router.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import { useOnce } from '../fhir/use-once.js';
import { PageHeading } from '../shell/heading.js';
import { useCareWords } from '../words/use-care-words.js';
import { ReviewCard } from './review-card.js';
import { listReviews, type Review } from './reviews.js';

const ApprovalsPage = lazyPart<Record<never, never>>(
  async () => (await import('../console/approvals-page.js')).ApprovalsPage,
);

/** What a chief doctor judges: opened records, and accounts that others made, on a page of their own. */
export function DutiesPage(): JSX.Element {
  const [, page = ''] = useStore(routeStore).segments;
  return page === 'approvals' ? <ApprovalsPage /> : <ReviewsPage hasApprovals />;
}

/** Records that were opened without a care relationship: those that wait for a review, then the latest that had one (rule R28). */
export function ReviewsPage({ hasApprovals = false }: { readonly hasApprovals?: boolean }): JSX.Element {
  const words = useCareWords();
  const [round, setRound] = useState(0);
  const loaded = useOnce(listReviews, String(round));
  const again = () => setRound(round + 1);
  return (
    <main id="content" class="reviews-page stack" tabIndex={-1}>
      <PageHeading title={words.t('reviews.title')} />
      <p class="soft">{words.t('reviews.text')}</p>
      {hasApprovals && (
        <p>
          <a href={hrefOf('reviews', 'approvals')}>{words.t('reviews.approvals')}</a>
        </p>
      )}
      {loaded.kind === 'loading' && <Loading />}
      {loaded.kind === 'failed' && <FailureState failure={loaded.failure} onRetry={again} />}
      {loaded.kind === 'ready' && <Reviews reviews={loaded.value} onJudged={again} />}
    </main>
  );
}

function Reviews(props: { readonly reviews: readonly Review[]; readonly onJudged: () => void }): JSX.Element {
  const words = useCareWords();
  const { reviews, onJudged } = props;
  const waiting = reviews.filter(({ verdict }) => verdict === null);
  const reviewed = reviews.filter(({ verdict }) => verdict !== null);
  return (
    <>
      <section class="stack" data-reviews="waiting">
        <h2>{words.t('reviews.waiting', { count: waiting.length })}</h2>
        {waiting.length === 0 && (
          <Empty icon="check" title={words.t('reviews.none')}>
            <p>{words.t('reviews.noneText')}</p>
          </Empty>
        )}
        {waiting.map((review) => (
          <ReviewCard key={review.id} review={review} onJudged={onJudged} />
        ))}
      </section>
      {reviewed.length > 0 && (
        <section class="stack" data-reviews="reviewed">
          <h2>{words.t('reviews.reviewed')}</h2>
          {reviewed.map((review) => (
            <ReviewCard key={review.id} review={review} onJudged={onJudged} />
          ))}
        </section>
      )}
    </>
  );
}
