import type { JSX } from 'preact';
import { Banner } from '../../banner.js';
import { Button } from '../../button.js';
import { askSession } from '../session.js';
import { useChangeWords } from './use-words.js';

/** All sessions have ended, this one too: what to do now, before the page goes. */
export function DeniedBanner(): JSX.Element {
  const words = useChangeWords();
  return (
    <Banner tone="critical" announce title={words.t('changes.denied')}>
      <p>{words.t('changes.deniedText')}</p>
      <div class="actions">
        <Button look="main" onClick={() => void askSession()}>
          {words.t('changes.signIn')}
        </Button>
      </div>
    </Banner>
  );
}
