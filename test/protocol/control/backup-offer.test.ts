import t from 'tap';
import type { BackupAnswer } from '../../../protocol/control/backup-answer.js';
import type { BackupOffer } from '../../../protocol/control/backup-offer.js';
import { decodeControl, encodeControl } from '../../../protocol/control/control.js';
import { problemOf } from '../../support/problem-of.js';

const hash = Uint8Array.from({ length: 32 }, (_, at) => at);

t.test('[B8][B9] an offer of a backup and its answer come through as they were said', async (t) => {
  const offer: BackupOffer = { kind: 'backup-offer', hash, prove: false, manifest: '{"file":"é"}' };
  t.strictSame(decodeControl(encodeControl<'backup-offer'>(offer)), offer);
  const proof: BackupOffer = { ...offer, prove: true, manifest: '' };
  t.strictSame(decodeControl(encodeControl<'backup-offer'>(proof)), proof);
  const whole: BackupAnswer = { kind: 'backup-answer', hash };
  t.strictSame(decodeControl(encodeControl<'backup-answer'>(whole)), whole);
  const refused: BackupAnswer = { ...whole, code: 'backup-quota' };
  t.strictSame(decodeControl(encodeControl<'backup-answer'>(refused)), refused);
  const long = encodeControl<'backup-offer'>({ ...offer, manifest: 'x'.repeat(48 * 1024 + 1) });
  t.equal(
    problemOf(() => decodeControl(long)),
    'batch-malformed',
  );
  t.equal(
    problemOf(() => decodeControl(encodeControl<'backup-offer'>(offer).subarray(0, 20))),
    'batch-malformed',
  );
});
