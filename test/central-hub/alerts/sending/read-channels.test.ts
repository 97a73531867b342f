import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readChannels } from '../../../../central-hub/alerts/sending/read-channels.js';
import { readHubSettings } from '../../../../config/hub-settings.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const folder = temporaryFolder(t);
const file = (name: string, text: string, mode = 0o600) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const password = file('password', 'sésame\n');
const secret = file('secret', 'sixteen characters or more');
const mail = { alertMailHost: 'mail.sante.cm', alertMailFrom: 'Carnet <hub@sante.cm>', alertMailTo: 'a@b.cm, c@d.cm' };
const webhook = { alertWebhookUrl: 'https://hook.sante.cm/x', alertWebhookSecretFile: secret };

function read(settings: object) {
  return readChannels(readHubSettings({ file: settings, environment: {} }), Date.now).map((plan) =>
    plan.state === 'wrong' ? `${plan.setting} ${plan.fault}` : plan.state,
  );
}

t.test('without settings nothing is sent; with them, both ways are ready', async (t) => {
  t.same(read({}), ['off', 'off']);
  t.same(read({ ...mail, ...webhook }), ['ready', 'ready']);
  t.same(read({ ...mail, alertMailUser: 'x', alertMailPasswordFile: password }), ['ready', 'off']);
  t.same(read({ ...mail, alertMailSecurity: 'none' }), ['ready', 'off']);
  const own = { alertMailHost: 'localhost', alertMailUser: 'x', alertMailPasswordFile: password };
  t.same(read({ ...mail, ...own, alertMailSecurity: 'none' }), ['ready', 'off']);
  for (const url of ['http://127.0.0.1:80/', 'http://[::1]/', 'http://localhost/x']) {
    t.same(read({ ...webhook, alertWebhookUrl: url }), ['off', 'ready'], url);
  }
});

t.test('what is wrong with a setting is named, and is nobody else’s matter', async (t) => {
  const wrongMails: readonly (readonly [object, string])[] = [
    [{ alertMailFrom: '' }, 'alertMailFrom missing'],
    [{ alertMailFrom: 'hub' }, 'alertMailFrom not-an-address'],
    [{ alertMailFrom: 'a@b.cm\r\nBcc: x@y.cm' }, 'alertMailFrom not-an-address'],
    [{ alertMailTo: ' , ' }, 'alertMailTo missing'],
    [{ alertMailTo: 'a@b.cm, nobody' }, 'alertMailTo not-an-address'],
    [{ alertMailTo: Array.from({ length: 21 }, () => 'a@b.cm').join(',') }, 'alertMailTo too-many'],
    [{ alertMailUser: 'x' }, 'alertMailPasswordFile missing'],
    [{ alertMailUser: 'x', alertMailSecurity: 'none' }, 'alertMailSecurity unprotected'],
    [{ alertMailUser: 'x', alertMailPasswordFile: join(folder, 'none') }, 'alertMailPasswordFile unreadable'],
    [{ alertMailUser: 'x', alertMailPasswordFile: file('empty', '\n') }, 'alertMailPasswordFile too-short'],
    [{ alertAuthorityFile: file('ca', 'nothing') }, 'alertAuthorityFile not-certificates'],
    [{ alertAuthorityFile: folder }, 'alertAuthorityFile unreadable'],
  ];
  for (const [more, said] of wrongMails) {
    t.same(read({ ...mail, ...webhook, ...more })[0], said);
  }
  const open = file('open', 'sixteen characters or more', 0o644);
  const wrongHooks: readonly (readonly [object, string])[] = [
    [{ alertWebhookUrl: 'hook' }, 'alertWebhookUrl not-an-address'],
    [{ alertWebhookUrl: 'https://user:password@hook.cm/' }, 'alertWebhookUrl not-an-address'],
    [{ alertWebhookUrl: 'http://hook.sante.cm/' }, 'alertWebhookUrl not-https'],
    [{ alertWebhookUrl: 'ftp://127.0.0.1/' }, 'alertWebhookUrl not-https'],
    [{ alertWebhookSecretFile: '' }, 'alertWebhookSecretFile missing'],
    [{ alertWebhookSecretFile: file('short', 'short') }, 'alertWebhookSecretFile too-short'],
    [{ alertWebhookSecretFile: open }, 'alertWebhookSecretFile readable-by-others'],
  ];
  for (const [more, said] of wrongHooks) t.same(read({ ...mail, ...webhook, ...more }), ['ready', said]);
});
