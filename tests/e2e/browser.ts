import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const candidates = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = candidates.find((path): path is string => path !== undefined && existsSync(path));
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none'];

export type Language = 'ru' | 'en';

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Errors of the page's own scripts and of its requests. */
  errors: string[];
  leave(): Promise<void>;
}

/** A fresh browser in a language, with a window of the given size. */
export async function visit(language: Language, size: { width: number; height: number } = { width: 1440, height: 900 }): Promise<Visitor> {
  if (executablePath === undefined) throw new Error('no Chromium: set CHROMIUM_PATH');
  const profile = mkdtempSync(join(tmpdir(), 'arbiter-browser-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: quiet, viewport: size, locale: language === 'ru' ? 'ru-RU' : 'en-GB', acceptDownloads: true, reducedMotion: 'reduce' });
  const page = context.pages()[0] ?? (await context.newPage());
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return {
    page,
    context,
    errors,
    async leave() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Violations of WCAG 2.2 A and AA on the page as it stands: rule and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, which the page's content security policy does not touch.
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(axeSource, 'utf8'));
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(root: unknown, options: object): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> } }).axe;
    const { violations } = await axe.run((globalThis as unknown as { document: unknown }).document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
  });
}

/** Keeps a picture of a screen where the documentation shows it; only when asked, so that tests change no files. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (process.env.ARBITER_KEEP_SCREENSHOTS !== '1') return;
  mkdirSync('docs/screenshots', { recursive: true });
  await page.screenshot({ path: `docs/screenshots/${name}.jpg`, type: 'jpeg', quality: 70 });
}
