import { render } from 'preact';
import '../kit/kit.css';
import './ops.css';
import { startLanguage } from '../kit/i18n/language.js';
import { startSession } from '../kit/session/session.js';
import { startTheme } from '../kit/theme.js';
import { App } from './app.js';

startTheme();
startLanguage();
startSession();
const root = document.getElementById('app');
if (root) render(<App />, root);
