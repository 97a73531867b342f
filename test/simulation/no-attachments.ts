import type { AttachmentStore } from '../../journal/attachment-store.js';

/** A store of attachments in which there are none: their bytes travel beside the log and take no part in a run. */
export const noAttachments: AttachmentStore = {
  begin() {
    throw new Error('no attachments here');
  },
  expect: async () => {},
  state: async () => undefined,
  wanted: async () => [],
  ask: async () => {},
  chunk: async () => undefined,
  addChunk: async () => 'ignored',
  noteAtHub: async () => {},
  unconfirmed: async () => [],
  destroy: async () => true,
  sweep: async () => 0,
  usage: async () => ({ bytes: 0, bytesMax: 0 }),
  copyTo: async () => {
    throw new Error('no attachments here');
  },
  close() {},
};
