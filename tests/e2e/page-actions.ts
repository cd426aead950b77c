import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A name that begins with the text; a control's name may go on with its present value or a note. */
export const startsWith = (text: string): RegExp => new RegExp(`^\\s*${literal(text)}`);

/** Opens a list of choices by its label and takes one. */
export async function choose(scope: Page | Locator, label: string, choice: string): Promise<void> {
  const page = 'page' in scope ? scope.page() : scope;
  await scope.getByRole('combobox', { name: new RegExp(`^${literal(label)}(:|$)`) }).last().click();
  await page.getByRole('option', { name: startsWith(choice) }).first().click();
}

/** Takes a value in a field that holds several. */
export async function addValue(scope: Page | Locator, label: string, value: string): Promise<void> {
  const page = 'page' in scope ? scope.page() : scope;
  const field = scope.getByRole('combobox', { name: label, exact: true }).last();
  const option = page.getByRole('option', { name: startsWith(value) }).first();
  // The field may be drawn anew when the values come; what was typed before is typed again then.
  for (let attempt = 1; ; attempt += 1) {
    await field.fill(value);
    const offered = await option.waitFor({ timeout: 10_000 }).then(() => true, () => false);
    if (offered || attempt === 3) break;
    await field.fill('');
  }
  await option.click();
  await page.keyboard.press('Escape');
}

/** Takes a file; one that is made for the asking may need its time on a machine that is shared by others. */
export async function downloadFrom(page: Page, link: Locator): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), link.click()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** Waits until the locator shows, with a machine that is shared by others in mind. */
export const shown = (locator: Locator, timeout = 60_000): Promise<void> => locator.first().waitFor({ state: 'visible', timeout });

/** The page itself never scrolls sideways; wide tables scroll within their own frame. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scroll, client } = (await page.evaluate('({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth })')) as { scroll: number; client: number };
  expect(scroll, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(client);
}

/** Rows of a CSV as objects, as RFC 4180 has it. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  const [header = [], ...body] = rows.filter((row) => row.length > 1 || row[0] !== '');
  return body.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}
