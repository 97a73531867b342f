import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { holdsNode, readNode, type SiteNode } from '../node-folder.js';

/** What a folder is to who wants to join with a code. */
export type FolderStanding =
  | { readonly kind: 'empty' }
  /** It works under this site's code already, and the hub has not enrolled it (rule E22). */
  | { readonly kind: 'provisional'; readonly node: SiteNode }
  /** It joined with this very code. */
  | { readonly kind: 'joined'; readonly node: SiteNode };

/**
 * @param site as the code names it; `undefined` where it is not known
 * @throws Problem `already-joined` when it became a site with another code, `already-exists` for the folder of a hub
 */
export function lookAtFolder(dir: string, inviteId: string, site: SiteCode | undefined): FolderStanding {
  if (!holdsNode(dir)) return { kind: 'empty' };
  const node = readNode(dir);
  if (node.kind !== 'site') throw new Problem('already-exists', `${dir} holds a hub`);
  if (node.joinedWith === inviteId) return { kind: 'joined', node };
  // What was written here bears this site's code: it cannot become another site's.
  if (node.provisional === true && node.code === site) return { kind: 'provisional', node };
  throw new Problem('already-joined', `${dir}: site ${node.code}, ${node.name}`);
}
