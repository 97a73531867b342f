import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ModemPlugin } from '../../../../edge-agent/links/plugins/modem-plugin.js';
import { parseModem, parseModemList } from '../../../../edge-agent/links/plugins/parse-modem.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const modemOf = (index: number) => `/org/freedesktop/ModemManager1/Modem/${index}`;

/** As ModemManager 1.20 prints it, less what is not read. */
const connected = (network: object = {}, generic: object = {}) => ({
  modem: {
    '3gpp': {
      ...{ imei: '356938035643809', 'operator-code': '62401', 'operator-name': 'MTN CAMEROON' },
      ...{ 'registration-state': 'home', ...network },
    },
    generic: {
      ...{ state: 'connected', 'access-technologies': ['lte'], 'signal-quality': { recent: 'yes', value: '71' } },
      ...{ ports: ['cdc-wdm0 (qmi)', 'ttyUSB2 (at)', 'wwan0 (net)'], ...generic },
    },
  },
});
const radio = {
  modem: {
    signal: {
      '5g': { rsrp: '--', rsrq: '--', snr: '--' },
      lte: { rsrp: '-97.00', rsrq: '-11.00', rssi: '-67.00', snr: '9.50' },
      refresh: { rate: '30' },
    },
  },
};

/** A stand-in for `mmcli` that prints what was recorded; what it is not told of it refuses as the real one does. */
function standIn(t: Test, answers: Readonly<Record<string, unknown>>, before = ''): string {
  const path = join(temporaryFolder(t), 'mmcli');
  const cases = Object.entries(answers).map(([asked, answer]) => `  '${asked}') cat <<'END'\n${text(answer)}\nEND\n;;`);
  writeFileSync(
    path,
    `#!/bin/sh\n${before}\ncase "$*" in\n${cases.join('\n')}\n  *) echo "error: couldn't find modem" >&2; exit 1;;\nesac\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

function text(answer: unknown): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

function open(program: string, device?: string) {
  const said: string[] = [];
  const link = device === undefined ? {} : { device };
  return { opened: new ModemPlugin({ program, link, say: (what) => said.push(what) }), said };
}

t.test('[L60] a modem with a network: operator, technology, signal, power; nothing that names a SIM', async (t) => {
  const program = standIn(t, {
    '-L -J': { 'modem-list': [modemOf(3)] },
    '-m 3 -J': connected(),
    '-m 3 --signal-get -J': radio,
  });
  t.strictSame(await open(program).opened.read(), {
    ...{ kind: 'cellular', operator: 'MTN CAMEROON', technology: 'lte', signalPercent: 71, rsrpDbm: -97 },
    ...{ roaming: false, registered: true },
  });
});

t.test('[L60] of several modems the one of the link’s device; without one it is asked for', async (t) => {
  const answers = {
    '-L -J': { 'modem-list': [modemOf(0), modemOf(1)] },
    '-m 0 -J': connected({ 'operator-name': 'Orange' }, { ports: ['wwan1 (net)'] }),
    '-m 1 -J': connected({ 'registration-state': 'roaming' }),
  };
  const program = standIn(t, answers);
  t.match(await open(program, 'wwan1').opened.read(), { operator: 'Orange', rsrpDbm: null });
  t.match(await open(program, 'wwan0').opened.read(), { roaming: true, registered: true });
  const several = open(program);
  t.equal(await several.opened.read(), undefined);
  t.match(several.said, [/several modems/]);
  const other = open(program, 'wwan7');
  t.equal(await other.opened.read(), undefined);
  t.match(other.said, [/no modem has the network device wwan7/]);
});

t.test('[L60] no modem, no ModemManager, no program, a program that hangs or talks too much: no signal', async (t) => {
  const none = open(standIn(t, { '-L -J': '{"modem-list":[]}' }));
  t.equal(await none.opened.read(), undefined);
  t.match(none.said, [/has no modem/]);
  for (const [program, why] of [
    [join(temporaryFolder(t), 'mmcli'), /is missing/],
    [standIn(t, {}), /does not answer/],
    [standIn(t, { '-L -J': 'modems: none' }), /lists no modems/],
    [standIn(t, {}, 'exec yes 0123456789012345678901234567890123456789'), /does not answer/],
  ] as const) {
    const { opened, said } = open(program);
    t.equal(await opened.read(), undefined);
    t.match(said, [why]);
  }
  const { opened, said } = open(standIn(t, {}, 'exec sleep 60'));
  const read = opened.read();
  setTimeout(() => opened.stop(), 200);
  t.equal(await read, undefined, 'taken back');
  t.equal(await opened.read(), undefined, 'and not asked again');
  t.strictSame(said, []);
});

t.test('[L60] what a modem may say, and what is not believed', async (t) => {
  const signalOf = (modem: unknown, radioText?: string) => parseModem(text(modem), radioText)?.signal;
  t.match(signalOf(connected({ 'registration-state': 'searching' })), { registered: false });
  t.match(signalOf(connected({ 'registration-state': 'denied' })), { registered: false });
  t.match(signalOf(connected({ 'registration-state': '--', 'operator-name': '--' })), {
    registered: true,
    operator: null,
  });
  t.match(signalOf(connected({ 'registration-state': 'unknown' }, { state: 'disabled' })), { registered: false });
  for (const [quality, signalPercent] of [
    [{ recent: 'no', value: '0' }, null],
    [{ recent: 'yes', value: '0' }, 0],
    [{ recent: 'yes', value: '101' }, null],
    [{ recent: 'yes', value: '-3' }, null],
    [{ recent: 'yes', value: 50 }, null],
  ] as const) {
    t.equal(signalOf(connected({}, { 'signal-quality': quality }))?.signalPercent, signalPercent, text(quality));
  }
  t.equal(signalOf(connected({ 'operator-name': 'M\u001bT\nN' }))?.operator, 'MTN');
  t.equal(signalOf(connected({}, { 'access-technologies': ['--'] }))?.technology, null);
  t.equal(signalOf(connected(), '{"modem":{"signal":{"lte":{"rsrp":"cold"}}}}')?.rsrpDbm, null);
  t.equal(signalOf(connected(), 'error')?.rsrpDbm, null);
  for (const wrong of ['', '[]', '{"modem":[]}', '{"modem":{"generic":{}}}', '{"modem":{"generic":7}}']) {
    t.equal(parseModem(wrong, undefined), undefined, wrong);
  }
  t.equal(parseModemList('{"modem-list":7}'), undefined);
  t.strictSame(parseModemList('{"modem-list":["/org/freedesktop/ModemManager1/Modem/12","--help",3]}'), ['12']);
});
