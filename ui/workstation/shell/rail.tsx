import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button, IconButton } from '../../kit/button.js';
import { Icon, type IconName, Logo } from '../../kit/icon.js';
import { hrefOf, routeStore } from '../../kit/router.js';
import { lockNow, type Session, signOut } from '../../kit/session/session.js';
import { OwnName, RoleName } from '../../kit/session/who.js';
import { useStore } from '../../kit/store.js';
import { LanguageSwitch, ThemeSwitch } from '../../kit/switches.js';
import { LinkBadge } from '../../kit/sync/link-badge.js';
import { openConflictsStore } from '../conflicts/open-conflicts.js';
import { useWords } from '../words/use-words.js';
import { recentStore } from './recent.js';
import { siteNameStore } from './site-name.js';

/** The left rail: where to go, who was seen, how the link is, who is signed in. A bar on top of a phone. */
export function Rail(props: { readonly session: Session; readonly seesRecords: boolean }): JSX.Element {
  const words = useWords();
  const route = useStore(routeStore);
  const siteName = useStore(siteNameStore);
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [route]);
  const [page = ''] = route.segments;
  return (
    <header class={`rail screen-only ${open ? 'open' : ''}`}>
      <div class="rail-top">
        <a class="brand" href={hrefOf('')}>
          <Logo />
          <span>
            <strong>Carnet</strong>
            <span class="soft small site-name">{siteName}</span>
          </span>
        </a>
        <span class="phone-only">
          <IconButton icon="menu" label={words.t('nav.menu')} pressed={open} onClick={() => setOpen(!open)} />
        </span>
      </div>
      {props.seesRecords && (
        <nav aria-label={words.t('nav.label')}>
          <NavLink href={hrefOf('')} icon="search" label={words.t('nav.search')} current={page === ''} />
          <NavLink
            href={hrefOf('register')}
            icon="personPlus"
            label={words.t('nav.register')}
            current={page === 'register'}
          />
          <NavLink href={hrefOf('remote')} icon="transfer" label={words.t('nav.remote')} current={page === 'remote'} />
          {props.session.role === 'chief' && (
            <NavLink href={hrefOf('reviews')} icon="eye" label={words.t('nav.reviews')} current={page === 'reviews'} />
          )}
          <ConflictsLink current={page === 'conflicts'} />
        </nav>
      )}
      <div class="rail-more rail-recent">{props.seesRecords && <Recent />}</div>
      <LinkBadge />
      <WhoAmI session={props.session} onLock={() => setOpen(false)} />
    </header>
  );
}

/** There only while a question is open, so that nobody has to look for nothing. */
function ConflictsLink({ current }: { readonly current: boolean }): JSX.Element | null {
  const words = useWords();
  const open = useStore(openConflictsStore);
  if (open.length === 0 && !current) return null;
  return (
    <NavLink
      href={hrefOf('conflicts')}
      icon="alert"
      label={words.count('nav.conflicts', open.length)}
      current={current}
    />
  );
}

function NavLink(props: {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  readonly current: boolean;
}): JSX.Element {
  return (
    <a href={props.href} aria-current={props.current ? 'page' : undefined}>
      <Icon name={props.icon} />
      {props.label}
    </a>
  );
}

function Recent(): JSX.Element | null {
  const words = useWords();
  const recent = useStore(recentStore);
  if (recent.length === 0) return null;
  return (
    <nav class="recent" aria-label={words.t('nav.recent')}>
      <h2 class="soft">{words.t('nav.recent')}</h2>
      {recent.map((patient) => (
        <a key={patient.id} href={hrefOf('patient', patient.id)}>
          <span class="one-line">{patient.name}</span>
        </a>
      ))}
    </nav>
  );
}

function WhoAmI({ session, onLock }: { readonly session: Session; readonly onLock: () => void }): JSX.Element {
  const words = useWords();
  const lock = () => {
    onLock();
    void lockNow();
  };
  return (
    <div class="who rail-more">
      <div class="row">
        <Icon name="person" />
        <div>
          <span class="unseen">{words.t('who.label')} </span>
          <OwnName session={session} />
          <RoleName session={session} />
        </div>
        <IconButton icon="lock" label={words.t('lock.now')} onClick={lock} />
      </div>
      <LanguageSwitch />
      <div class="row tight">
        <Button look="plain" icon="signOut" onClick={() => void signOut()}>
          {words.t('action.signOut')}
        </Button>
        <ThemeSwitch />
      </div>
    </div>
  );
}
