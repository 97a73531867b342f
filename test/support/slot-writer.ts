import { addSlot, removeKeySlot } from '../../provisioning/custody/edit-slots.js';
import { newRecoverySlot } from '../../provisioning/custody/new-slot.js';

// Changes the slots of a folder over and over, until it is killed: `slot-writer.ts DIR`, the key on standard input.
const [dir = ''] = process.argv.slice(2);
process.stdin.once('data', (data) => {
  const key = String(data).trim();
  process.stdout.write('writing\n');
  for (;;) {
    const { slot } = newRecoverySlot(Buffer.from(key, 'hex'));
    addSlot(dir, key, slot);
    removeKeySlot(dir, key, slot.id);
  }
});
