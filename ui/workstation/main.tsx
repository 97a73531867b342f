import { render } from 'preact';
import '../kit/kit.css';
import './workstation.css';
import { startLanguage } from '../kit/i18n/language.js';
import { startRouter } from '../kit/router.js';
import { startCover } from '../kit/session/lock/start-cover.js';
import { startSession } from '../kit/session/session.js';
import { startTheme } from '../kit/theme.js';
import { App } from './shell/app.js';

startTheme();
startLanguage();
startRouter();
startSession();
const root = document.getElementById('app');
if (root) {
  render(<App />, root);
  startCover(root);
}
