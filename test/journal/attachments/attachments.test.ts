import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openAttachments } from '../../../journal/attachments/open-attachments.js';
import { testKey } from '../../support/journal-fixtures.js';
import { problemOf } from '../../support/problem-of.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { attachmentStoreContract, contentOf, contractLimits } from './attachment-store.contract.js';

attachmentStoreContract(t, (t) => {
  const store = openAttachments({ ...contractLimits, file: join(temporaryFolder(t), 'attachments.db'), key: testKey });
  t.teardown(() => store.close());
  return store;
});

t.test('[A1] the file is encrypted, opens with its key only, and forgets what was half taken in', async (t) => {
  const options = { ...contractLimits, file: join(temporaryFolder(t), 'attachments.db'), key: testKey };
  const store = openAttachments(options);
  const text = 'Zanzibarcanary '.repeat(20);
  const whole = store.begin();
  await whole.write(Buffer.from(text));
  const { hash } = await whole.finish();
  const half = store.begin();
  await half.write(contentOf(1, contractLimits.contentBytesMax).content);
  for (const name of ['', '-wal']) t.notOk(readFileSync(`${options.file}${name}`).includes('Zanzibar'));
  const copy = `${options.file}.copy`;
  t.match(await store.copyTo(copy), { contents: 1, added: 1 });
  t.match(await store.copyTo(copy), { contents: 1, added: 0 }, 'a content is brought once');
  store.close();
  t.equal(
    problemOf(() => openAttachments({ ...options, key: 'b2'.repeat(32) })),
    'database-key-wrong',
  );
  for (const file of [options.file, copy]) {
    const again = openAttachments({ ...options, file });
    t.equal(Buffer.from((await again.chunk(hash, 0)) ?? []).toString(), text);
    t.ok((await again.usage()).bytes < contractLimits.contentBytesMax, 'nothing of the other is left');
    again.close();
  }
});
