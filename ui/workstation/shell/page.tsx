import type { JSX } from 'preact';
import { lazyPart } from '../../kit/lazy.js';
import { routeStore } from '../../kit/router.js';
import type { Session } from '../../kit/session/session.js';
import { useStore } from '../../kit/store.js';
import { ChartPage } from '../chart/chart-page.js';
import { SearchPage } from '../search/search-page.js';

const RegisterPage = lazyPart<{ readonly session: Session; readonly motherId: string | null }>(
  async () => (await import('../forms/register-page.js')).RegisterPage,
);

/** The page that the address names; an unknown address shows the search. */
export function Page({ session }: { readonly session: Session }): JSX.Element {
  const route = useStore(routeStore);
  const [page = '', id = '', ...rest] = route.segments;
  switch (page) {
    case 'patient':
      return <ChartPage key={id} patientId={id} path={rest} session={session} />;
    case 'register':
      return (
        <RegisterPage key={route.query.get('mother') ?? ''} session={session} motherId={route.query.get('mother')} />
      );
    default:
      return <SearchPage role={session.role} />;
  }
}
