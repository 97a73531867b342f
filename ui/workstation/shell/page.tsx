import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { lazyPart } from '../../kit/lazy.js';
import { routeStore } from '../../kit/router.js';
import type { Session } from '../../kit/session/session.js';
import { useStore } from '../../kit/store.js';
import { SearchPage } from '../search/search-page.js';

/** Not needed for the first page, and wanted by nearly everybody soon after it. */
const loadChart = async () => (await import('../chart/chart-page.js')).ChartPage;

const ChartPage = lazyPart<{
  readonly patientId: string;
  readonly path: readonly string[];
  readonly session: Session;
}>(loadChart);

const RegisterPage = lazyPart<{ readonly session: Session; readonly motherId: string | null }>(
  async () => (await import('../forms/register-page.js')).RegisterPage,
);

const ConflictsPage = lazyPart<Record<never, never>>(
  async () => (await import('../conflicts/conflicts-page.js')).ConflictsPage,
);

const RemotePage = lazyPart<Record<never, never>>(async () => (await import('../remote/remote-page.js')).RemotePage);

const ConflictPage = lazyPart<{ readonly task: string }>(
  async () => (await import('../conflicts/conflict-page.js')).ConflictPage,
);

const ReviewsPage = lazyPart<Record<never, never>>(async () => (await import('../care/reviews-page.js')).DutiesPage);

/** What the hospital's administrator has to do here: they see no records. */
export const ConsolePage = lazyPart<Record<never, never>>(
  async () => (await import('../console/console-page.js')).ConsolePage,
);

/** The page that the address names; an unknown address shows the search. */
export function Page({ session }: { readonly session: Session }): JSX.Element {
  const route = useStore(routeStore);
  useEffect(() => {
    // Where this fails, the chart says so when it is opened.
    loadChart().catch(() => undefined);
  }, []);
  const [page = '', id = '', ...rest] = route.segments;
  switch (page) {
    case 'patient':
      return <ChartPage key={id} patientId={id} path={rest} session={session} />;
    case 'register':
      return (
        <RegisterPage key={route.query.get('mother') ?? ''} session={session} motherId={route.query.get('mother')} />
      );
    case 'remote':
      return <RemotePage />;
    case 'reviews':
      return <ReviewsPage />;
    case 'conflicts':
      return id === '' ? <ConflictsPage /> : <ConflictPage key={id} task={id} />;
    default:
      return <SearchPage role={session.role} />;
  }
}
