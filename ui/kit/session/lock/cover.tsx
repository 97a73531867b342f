import { render } from 'preact';
import { lazyPart } from '../../lazy.js';
import { holdRoute } from '../../router.js';
import { sessionStore } from '../session.js';
import { PageKept } from './page-kept.js';

const loadLockScreen = async () => (await import('./lock-screen.js')).LockScreen;
const LockScreen = lazyPart<Record<never, never>>(loadLockScreen);

/** Fetches the page of a locked session, which must be there also when the server is not. */
export function prepareCover(): void {
  // Where this fails, the cover says so when it is wanted.
  loadLockScreen().catch(() => undefined);
}

/**
 * While the session is locked the pages are not in the document: nothing of them is on the screen, and nothing reads, finds,
 * copies or prints it. They live on in memory, and come back as they were.
 */
export function startCover(root: HTMLElement): void {
  const cover = document.createElement('div');
  const holder = document.createComment('');
  let uncover: (() => void) | undefined;
  const follow = () => {
    const isLocked = sessionStore.get().kind === 'locked';
    if (isLocked && uncover === undefined) {
      const [kept, letGo] = [new PageKept(root), holdRoute()];
      root.replaceWith(holder);
      document.body.append(cover);
      render(<LockScreen />, cover);
      uncover = () => {
        render(null, cover);
        cover.remove();
        holder.replaceWith(root);
        letGo();
        kept.restore();
      };
    } else if (!isLocked) {
      uncover?.();
      uncover = undefined;
    }
  };
  sessionStore.watch(follow);
  follow();
}
