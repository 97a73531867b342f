import { render } from 'preact';
import { holdRoute } from '../../router.js';
import { sessionStore } from '../session.js';
import { LockScreen } from './lock-screen.js';
import { PageKept } from './page-kept.js';

/**
 * While the session is locked the pages are not in the document: nothing of them is on the screen, and nothing reads, finds,
 * copies or prints it. They live on in memory, and come back as they were.
 */
export function coverWhileLocked(root: HTMLElement): void {
  const cover = document.createElement('div');
  const holder = document.createComment('');
  let uncover: (() => void) | undefined;
  const follow = () => {
    const isLocked = sessionStore.get().kind === 'locked';
    if (isLocked && uncover === undefined) {
      const [kept, letGo] = [new PageKept(root), holdRoute()];
      root.replaceWith(holder);
      root.hidden = false;
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
