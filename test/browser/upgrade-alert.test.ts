import { join } from 'node:path';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { buildPages } from '../support/browser-pages.js';
import { accessibilityFindings, openBrowser, signIn, visit } from '../support/browser-session.js';
import { keptAlert } from '../support/kept-alert.js';
import { startNetwork } from '../support/programs-network.js';
import { requirePackage } from '../support/system-package.js';

const password = 'ndole-ndole-1234';
const words = {
  fr: ['Une mise à niveau est revenue en arrière', 'La version précédente tourne', 'Une mise à niveau est bloquée'],
  en: ['An upgrade came back', 'The release before runs again', 'An upgrade is stuck'],
} as const;

const chromium = requirePackage(t, 'chromium');
if (chromium !== undefined) {
  await buildPages();
  const { hub, hubDir, sites } = await startNetwork(t, ['Garoua']);
  await callControl(hubDir, 'user-add', { name: 'ops', displayName: 'Région', role: 'ops', password });
  const about = {
    sites: sites.map(({ code }) => code),
    link: null,
    region: 'Nord',
    startedAt: Date.now(),
    detail: {},
  };
  const memory = (await hub.journal.alerts.memory()) ?? '';
  await hub.journal.alerts.keep(
    [
      keptAlert({ id: 'u1', ...about, kind: 'upgrade-came-back', severity: 'warning', cause: 'release-unhealthy' }),
      keptAlert({ id: 'u2', ...about, kind: 'upgrade-stuck', severity: 'critical', cause: 'upgrade-stuck' }),
    ],
    memory,
  );

  for (const language of ['fr', 'en'] as const) {
    t.test(`[U10] operations read of an upgrade that came back or is stuck, in ${language}`, async (t) => {
      const browser = await openBrowser(t, chromium);
      const { page, complaints } = await visit(browser, `http://127.0.0.1:${hub.httpPort}/`, { language });
      await signIn(page, 'ops', password);
      for (const said of words[language]) await page.getByText(said).first().waitFor({ timeout: 30_000 });
      t.strictSame(await accessibilityFindings(page), []);
      const shots = process.env['CARNET_TEST_SHOTS'];
      if (shots !== undefined) await page.screenshot({ path: join(shots, `upgrade-alerts-${language}.png`) });
      t.strictSame(complaints, []);
    });
  }
}
