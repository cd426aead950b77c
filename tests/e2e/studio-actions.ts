import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessibilityFaults, keepScreenshot, type Language } from './browser.js';
import { startsWith, shown } from './page-actions.js';
import { wordsOf } from './wording.js';

type Words = ReturnType<typeof wordsOf>;

/** Editors may lay out anew what is written into them. */
const bare = (text: string): string => text.replaceAll(/\s/g, '');

/** What hands do in the studio, by the words of the page. */
export class StudioHands {
  readonly t: Words;

  constructor(readonly page: Page, readonly language: Language, readonly url: string) {
    this.t = wordsOf(language);
    // Whatever does not come in this time is told with its place, rather than as the end of the whole test's time.
    page.setDefaultTimeout(60_000);
  }

  open(address: string): Promise<unknown> {
    return this.page.goto(this.url + address);
  }

  button(name: string, scope: Page | Locator = this.page): Locator {
    return scope.getByRole('button', { name, exact: true });
  }

  link(name: string, scope: Page | Locator = this.page): Locator {
    return scope.getByRole('link', { name, exact: true });
  }

  /** A code editor, or the plain field that stands in its place until it has come. */
  editor(name: string, scope: Page | Locator = this.page): Locator {
    return scope.getByRole('textbox', { name, exact: true });
  }

  /** Writes into a code editor; whoever writes while it comes writes into the field in its place, so that it is looked at again. */
  async write(name: string, text: string, scope: Page | Locator = this.page): Promise<void> {
    const editor = this.editor(name, scope).and(this.page.locator('[contenteditable="true"]'));
    await shown(editor);
    await editor.fill(text);
    await expect.poll(async () => bare(await editor.innerText()), { timeout: 10_000 }).toBe(bare(text));
  }

  /** Toasts lie over the page: they are closed before it is looked at as a whole. */
  async closeToasts(): Promise<void> {
    const close = this.button(this.t('common.close'), this.page.getByRole('status'));
    while (await close.count()) await close.first().click({ timeout: 2_000 }).catch(() => undefined);
  }

  /** The screen as it stands has no fault that axe knows; a picture of it is kept where pictures are wanted. */
  async good(screen: string): Promise<void> {
    // A press outside of a dialog would close it.
    if ((await this.page.getByRole('dialog').count()) === 0) await this.closeToasts();
    expect(await accessibilityFaults(this.page), screen).toEqual([]);
    await keepScreenshot(this.page, `studio-${screen}-${this.language}`);
  }

  /** All edits are on the server. */
  async saved(): Promise<void> {
    await shown(this.page.getByRole('status').getByText(this.t('studio.saved'), { exact: true }));
  }

  /** An empty project and a strategy in it; answers the strategy's identifier. */
  async newStrategy(project: string, strategy: string): Promise<string> {
    const { page, t } = this;
    await this.open('/studio?new=1');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: startsWith(t('studioRegistry.name')) }).fill(project);
    await this.button(t('common.create'), dialog).click();
    await shown(page.getByRole('heading', { name: project, level: 1 }));
    await this.button(t('studioRegistry.newItem')).first().click();
    await dialog.getByRole('textbox', { name: startsWith(t('studioRegistry.name')) }).fill(strategy);
    await this.button(t('common.create'), dialog).click();
    await page.waitForURL(/\/studio\/items\//);
    await shown(this.card('input'));
    return new URL(page.url()).pathname.split('/').pop()!;
  }

  tab(name: 'graph' | 'fields' | 'tests' | 'code' | 'team'): Promise<void> {
    return this.page.getByRole('main').or(this.page.locator('body')).first().getByRole('link', { name: this.t(`studio.${name}`), exact: true }).click();
  }

  /** A field of the data model, made on its tab. */
  async addField(part: 'inputs' | 'variables' | 'outputs', name: string, type: 'number' | 'string', required = false): Promise<void> {
    const { page, t } = this;
    const section = page.getByRole('region', { name: t(`studioFields.part-${part}`), exact: true });
    await this.button(t('studioFields.add'), section).click();
    const details = page.getByRole('complementary', { name: t('studioFields.details') });
    const field = details.getByRole('textbox', { name: startsWith(t('studioFields.name')) }).first();
    await field.fill(name);
    await field.press('Enter');
    await shown(section.getByRole('row', { name }));
    await details.getByRole('combobox', { name: startsWith(t('studioFields.type')) }).first().click();
    await page.getByRole('option', { name: t(`studioFields.type-${type}`), exact: true }).click();
    const needed = details.getByRole('switch', { name: startsWith(t('studioFields.required')) });
    if (required) await needed.click();
  }

  /** A node's card on the canvas. */
  card(id: string): Locator {
    return this.page.locator(`.svelte-flow__node[data-id="${id}"]`);
  }

  /** Chooses a node by the search of the canvas, as from the keyboard. */
  async choose(title: string): Promise<void> {
    const { page, t } = this;
    await this.button(t('studioCanvas.search'), page.getByRole('toolbar', { name: t('studioCanvas.tools') })).click();
    const field = page.getByRole('combobox', { name: t('studioCanvas.search') });
    await field.fill(title);
    await shown(page.getByRole('option').filter({ hasText: title }));
    await field.press('Enter');
    await field.waitFor({ state: 'detached' });
    await this.holds(title);
  }

  /** The panel beside the canvas shows the node of this title, and the canvas has the focus. */
  async holds(title: string): Promise<void> {
    await expect.poll(() => this.page.getByRole('textbox', { name: this.t('studioNodes.nodeTitle') }).first().inputValue().catch(() => ''), { timeout: 30_000 }).toBe(title);
    await expect.poll(() => this.page.evaluate('document.activeElement?.classList.contains("svelte-flow__node") ?? false'), { timeout: 10_000 }).toBe(true);
  }

  /** Adds a node after the chosen one from the keyboard and gives it a title; answers its identifier. */
  async insert(kind: string, title: string): Promise<string> {
    const { page, t } = this;
    await page.keyboard.press('n');
    const field = page.getByRole('combobox', { name: t('studioCanvas.insertTitle') });
    await field.fill(kind);
    await shown(page.getByRole('option', { name: startsWith(kind) }));
    await field.press('Enter');
    return this.entitle('', title);
  }

  /** Gives the chosen node another title; answers its identifier. */
  async entitle(former: string, title: string): Promise<string> {
    const { page, t } = this;
    const field = page.getByRole('textbox', { name: t('studioNodes.nodeTitle') });
    await expect.poll(() => field.inputValue().catch(() => '-'), { timeout: 30_000 }).toBe(former);
    await field.fill(title);
    return page.getByRole('textbox', { name: t('studioNodes.nodeId') }).inputValue();
  }

  /** Takes a registered item in a picker of the panel. */
  async pick(label: string, choice: string): Promise<void> {
    await this.page.getByRole('combobox', { name: startsWith(label) }).first().click();
    await this.page.getByRole('option', { name: startsWith(choice) }).first().click();
  }

  /** Pastes text where the locator is, as from another program. */
  async paste(into: Locator, text: string): Promise<void> {
    await into.evaluate((element, pasted) => {
      const page = globalThis as unknown as { DataTransfer: new () => { setData(type: string, text: string): void }; ClipboardEvent: new (type: string, options: object) => never };
      const clipboardData = new page.DataTransfer();
      clipboardData.setData('text/plain', pasted);
      element.dispatchEvent(new page.ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }
}
