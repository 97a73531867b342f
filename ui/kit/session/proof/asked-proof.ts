import { offerRemedy, request } from '../../http/request.js';
import { createStore } from '../../store.js';
import type { Again } from '../account/account.js';

/** Who is in is asked to prove again who they are; `answer` says whether they did. */
export interface AskedProof {
  answer(isProved: boolean): void;
}

/** What is asked now; `undefined` where nothing is. */
export const askedProofStore = createStore<AskedProof | undefined>(undefined);

let asking: Promise<boolean> | undefined;

/** Asks where a request is refused for want of a proof of the last minutes: it goes out again after it, or fails. */
export function startAskingProof(): void {
  offerRemedy('proof-wanted', () => {
    // One proof is good for all that want one.
    asking ??= new Promise<boolean>((resolve) => {
      askedProofStore.set({
        answer: (isProved) => {
          asking = undefined;
          askedProofStore.set(undefined);
          resolve(isProved);
        },
      });
    });
    return asking;
  });
}

/** @throws Failure `signedOut` with a code `…-wrong` when password or code is not right */
export async function proveAgain(again: Again): Promise<void> {
  await request('POST', '/api/session/proof', { body: again });
}
