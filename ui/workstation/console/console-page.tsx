import type { JSX } from 'preact';
import { hrefOf, routeStore } from '../../kit/router.js';
import { useStore } from '../../kit/store.js';
import { ReviewsPage } from '../care/reviews-page.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { AccessTable } from './access-table.js';
import { AccountsPage } from './accounts-page.js';
import { ApprovalsPage } from './approvals-page.js';
import './console.css';
import { RegisterPage } from './register-page.js';
import { SessionsPage } from './sessions-page.js';
import { StatisticsPage } from './statistics-page.js';
import { UnusualPage } from './unusual-page.js';

const pages = [
  ['', 'console.reviews', ReviewsPage],
  ['accounts', 'console.accounts', AccountsPage],
  ['approvals', 'console.approvals', ApprovalsPage],
  ['access', 'console.access', AccessTable],
  ['sessions', 'console.sessions', SessionsPage],
  ['sign-ins', 'console.signIns', UnusualPage],
  ['statistics', 'console.statistics', StatisticsPage],
  ['register', 'console.register', RegisterPage],
] as const;

/** What the hospital's administrator has to do here: they see no records (rules R33, R34). */
export function ConsolePage(): JSX.Element {
  const words = useConsoleWords();
  const [segment = ''] = useStore(routeStore).segments;
  const [open, , Page] = pages.find(([each]) => each === segment) ?? pages[0];
  return (
    <div class="console">
      <nav class="console-nav screen-only" aria-label={words.t('console.nav')}>
        {pages.map(([page, word]) => (
          <a key={page} href={hrefOf(page)} aria-current={page === open ? 'page' : undefined}>
            {words.t(word)}
          </a>
        ))}
      </nav>
      <Page key={open} />
    </div>
  );
}
