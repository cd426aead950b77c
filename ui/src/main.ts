import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { i18n, preferredLanguage } from '$lib/i18n/i18n.svelte.js';
import '$lib/theme/theme.svelte.js';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app element to draw in');
await i18n.use(preferredLanguage());
mount(App, { target });
