import { createHash } from 'node:crypto';
import t from 'tap';
import { startFhirServer } from '../../support/fhir-server.js';

t.test(
  '[R40] the notice is for everybody, in the language that is asked for or the browser’s, under a policy that lets nothing else in',
  async (t) => {
    const { app } = await startFhirServer(t);
    const ask = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers });
    const french = await ask('/privacy');
    t.match(french, { statusCode: 200, headers: { 'content-type': /text\/html/ } });
    t.match(french.body, /<html lang="fr">[\s\S]*Hôpital de Garoua[\s\S]*Vos droits/);
    t.match((await ask('/privacy?language=en')).body, /<html lang="en">[\s\S]*Your rights/);
    t.match((await ask('/privacy', { 'accept-language': 'en-GB' })).body, /<html lang="en">/);
    t.match((await ask('/privacy?language=<b>')).body, /<html lang="fr">/);
    const style = /<style>([^<]*)<\/style>/.exec(french.body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    t.match(french.headers['content-security-policy'], `style-src 'sha256-${hash}'`);
    t.notMatch(french.body, /<script/);
  },
);
