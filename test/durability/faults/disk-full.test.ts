import t from 'tap';
import { buildIfStale } from '../../bench/fresh-build.js';
import { leaveOut } from '../leave-out.js';
import { SiteUnderFault, smallDisk } from './site-under-fault.js';
import { missingForDisk } from './small-disk.js';

t.setTimeout(600_000);

const diskBytes = 6 * 1024 * 1024;

t.test(
  '[W7] on a full disk writes are refused in words, reads go on, and so do writes when there is room',
  async (t) => {
    const missing = await missingForDisk();
    if (missing !== undefined) return leaveOut(t, missing);
    buildIfStale();
    const disk = await smallDisk(t, diskBytes);
    const site = await SiteUnderFault.start(t, { through: disk.through }, disk);
    t.ok((await site.write(20)).kept >= 20);
    disk.fill();
    const full = await site.write(30);
    t.strictSame(full.refusals, ['507 disk-full']);
    t.strictSame(await site.missing(), [], 'all is read while the disk is full');
    t.strictSame(await site.write(5), { kept: 0, refusals: ['507 disk-full'] }, 'and it is not written to');
    disk.free();
    t.ok((await site.write(10)).kept >= 10, 'without a start of the program');
    t.strictSame(await site.missing(), []);

    disk.fill();
    await site.write(5);
    await site.kill();
    await t.rejects(site.restart(), /The disk is full.*Le disque est plein.*\[disk-full\]/, 'a start on it says so');
    disk.free();
    await site.restart();
    t.strictSame(await site.missing(), []);
    t.ok((await site.write(5)).kept >= 5);

    await site.kill();
    await disk.remount('ro');
    await t.rejects(site.restart(), /\[permission-denied\]/, 'a disk that may only be read is told, too');
    await disk.remount('rw');
    await site.restart();
    t.strictSame(await site.missing(), []);
    t.ok((await site.write(5)).kept >= 5);
    await site.kill();
  },
);
