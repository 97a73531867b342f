import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { diskOf, parseSmart, readWear } from '../../../provisioning/machine/disk-wear.js';
import { readCoreLimit } from '../../../provisioning/machine/read-core-limit.js';
import { kernelReader, type ReadKernel } from '../../../provisioning/machine/read-kernel.js';
import { readMemory, readPlainSwaps } from '../../../provisioning/machine/read-memory.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** A kernel that shows these files and no others. */
function kernelOf(t: Parameters<typeof temporaryFolder>[0], files: Readonly<Record<string, string>>): ReadKernel {
  const root = temporaryFolder(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return kernelReader(root);
}

const nobody = async () => undefined;

t.test('[O2] memory, swap and core dumps are read of the kernel; what it does not show is not known', async (t) => {
  const kernel = kernelOf(t, {
    '/proc/meminfo': 'MemTotal:        2000000 kB\nMemFree: 5 kB\nMemAvailable:     100000 kB\n',
    '/proc/swaps':
      'Filename\t\tType\t\tSize\n/dev/zram0 partition 1\n/dev/dm-0 partition 1\n/dev/dm-1 partition 1\n/swapfile file 1\n/dev/sda2 partition 1\n',
    '/sys/block/dm-0/dm/uuid': 'CRYPT-PLAIN-swap\n',
    '/sys/block/dm-1/dm/uuid': 'LVM-abc\n',
    '/proc/7/limits':
      'Limit   Soft Limit   Hard Limit   Units\nMax core file size        0                    unlimited bytes\n',
  });
  t.strictSame(readMemory(kernel), { totalBytes: 2_048_000_000, availableBytes: 102_400_000 });
  t.strictSame(readPlainSwaps(kernel), ['/dev/dm-1', '/swapfile', '/dev/sda2']);
  t.equal(readCoreLimit(kernel, 7), '0');
  const bare = kernelOf(t, {});
  t.equal(readMemory(bare), undefined);
  t.strictSame(readPlainSwaps(bare), []);
  t.equal(readCoreLimit(bare, 7), undefined);
  t.match(readMemory(kernelReader()), { totalBytes: Number, availableBytes: Number }, 'the one of this machine');
});

t.test('[O2] the wear of a disk: a card says it in tenths, others through smartctl, most say nothing', async (t) => {
  const card = kernelOf(t, {
    '/sys/block/mmcblk0/device/life_time': '0x02 0x09\n',
    '/sys/block/mmcblk0/device/pre_eol_info': '0x03\n',
  });
  t.strictSame(await readWear('mmcblk0', card, nobody), { device: 'mmcblk0', usedPercent: 90, isFailing: true });
  const bare = kernelOf(t, {});
  t.equal(await readWear('sda', bare, nobody), undefined);
  const asked: string[] = [];
  const said = '{"smart_status":{"passed":true},"nvme_smart_health_information_log":{"percentage_used":4}}';
  const run = async (command: string, parameters: readonly string[]) => {
    asked.push([command, ...parameters].join(' '));
    return said;
  };
  t.strictSame(await readWear('nvme0n1', bare, run), { device: 'nvme0n1', usedPercent: 4, isFailing: false });
  t.strictSame(asked, ['smartctl -jHA /dev/nvme0n1']);
  t.strictSame(parseSmart('sda', '{"smart_status":{"passed":false},"endurance_used":{"current_percent":97}}'), {
    ...{ device: 'sda', usedPercent: 97, isFailing: true },
  });
  t.strictSame(parseSmart('sda', '{"smart_status":{"passed":true}}'), { device: 'sda', isFailing: false });
  for (const text of ['', 'no JSON', '{"smartctl":{"exit_status":2}}'])
    t.equal(parseSmart('sda', text), undefined, text);
  t.doesNotThrow(() => diskOf(temporaryFolder(t)));
  t.equal(diskOf('/proc'), undefined, 'what is on no disk');
});
