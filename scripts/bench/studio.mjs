// Measures the studio in Chromium on the built product: how long strategies of 200 and 500 nodes take to open, frame times while the canvas
// is panned and zoomed, how long typing in a node's title takes to show, and how much the studio loads before its canvas.
// Usage: node scripts/bench/studio.mjs [--rounds 3] [--nodes 200,500] [--address http://127.0.0.1:3000]
// CHROMIUM_PATH names the browser. With an address the product that runs there is measured, else one is started with a folder of its own.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { buildAll } from '../build.mjs';
import { startProduct } from '../load/product-server.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, nodes: { type: 'string', default: '200,500' }, address: { type: 'string' } } });
const rounds = Number(values.rounds);
const sizes = values.nodes.split(',').map(Number);
if (!Number.isInteger(rounds) || rounds < 1 || sizes.some((size) => !Number.isInteger(size) || size < 4)) throw new Error(`Rounds and nodes must be whole numbers, not ${values.rounds} and ${values.nodes}`);
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) throw new Error('There is no Chromium: set CHROMIUM_PATH');

const say = (text) => process.stdout.write(`${text}\n`);
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? Number.NaN;
const ms = (value) => `${value.toFixed(1)} ms`;
const edge = (from, port, to) => ({ from, port, to });

/** Branches and calculations in turns, with an output after every twentieth node; without positions, as an import brings them, or with. */
function strategyOf(count, placed) {
  const outputs = Math.max(1, Math.floor(count / 20));
  const steps = Array.from({ length: Math.floor((count - 1 - outputs) / 2) }, (_, index) => index);
  const last = steps.length - 1;
  const ends = Array.from({ length: count - 1 - 2 * steps.length }, (_, index) => `out${index}`);
  const next = (index) => (index < last ? `b${index + 1}` : ends[0]);
  const nodes = [
    { id: 'in', kind: 'input', settings: {} },
    ...steps.flatMap((index) => [
      { id: `b${index}`, kind: 'branch', title: `Debt of step ${index}`, settings: { branches: [{ port: 'yes', condition: `amount > ${index * 10}` }] } },
      { id: `c${index}`, kind: 'calculate', title: `Score of step ${index}`, settings: { assignments: [{ name: 'score', value: `score + amount / ${index + 1}` }] } },
    ]),
    ...ends.map((id) => ({ id, kind: 'output', settings: { assignments: [{ name: 'way', value: '"call"' }] } })),
  ];
  const ending = new Map(ends.slice(1).map((id, index) => [Math.floor(((index + 1) * steps.length) / ends.length), id]));
  const edges = [edge('in', 'next', 'b0'), ...steps.flatMap((index) => [edge(`b${index}`, 'yes', `c${index}`), edge(`b${index}`, 'else', ending.get(index) ?? next(index)), edge(`c${index}`, 'next', next(index))])];
  return {
    dataModel: { inputs: [{ name: 'amount', type: 'number', default: 0 }], variables: [{ name: 'score', type: 'number', default: 0 }], outputs: [{ name: 'way', type: 'string' }] },
    graph: { nodes: placed ? nodes.map((node, index) => ({ ...node, position: { x: Math.floor(index / 12) * 300, y: (index % 12) * 150 } })) : nodes, edges },
  };
}

/** Frame times in the page while `work` goes on, and the processor time of its main thread, which other work on the machine does not stretch. */
async function framesWhile(page, work) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  const before = await busy();
  await page.evaluate(() => {
    const frames = [];
    let last = performance.now();
    let on = true;
    const tick = (now) => {
      frames.push(now - last);
      last = now;
      if (on) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    window.stopFrames = () => ((on = false), frames.slice(2));
  });
  await work();
  const frames = await page.evaluate(() => window.stopFrames());
  const used = (await busy()) - before;
  await session.detach();
  return { frames, busy: used / Math.max(1, frames.length) };
}

/** Milliseconds from the demand for the page, with its code in the browser's cache, to the first cards on the screen. */
async function openTime(page, address) {
  await page.goto('about:blank');
  const begun = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForSelector('.svelte-flow__node', { timeout: 60_000 });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return performance.now() - begun;
}

/** The same within the page that is open already: from a click on a link to the cards. */
async function stepTime(page, path) {
  await page.evaluate(() => document.querySelector('a[href="/studio"]').click());
  await page.waitForFunction(() => location.pathname === '/studio' && !document.querySelector('.svelte-flow__node'));
  await page.waitForTimeout(400);
  return page.evaluate(
    (href) =>
      new Promise((resolve) => {
        const begun = performance.now();
        const link = Object.assign(document.createElement('a'), { href });
        document.body.append(link);
        link.click();
        link.remove();
        const look = () => (document.querySelector('.svelte-flow__node') ? requestAnimationFrame(() => resolve(performance.now() - begun)) : requestAnimationFrame(look));
        look();
      }),
    path,
  );
}

async function panAndZoom(page) {
  const box = await page.locator('.svelte-flow__pane').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height - 160];
  await page.mouse.move(x, y);
  const wheel = async (times, dx, dy) => {
    for (let index = 0; index < times; index += 1) {
      await page.mouse.wheel(dx, dy);
      await page.waitForTimeout(12);
    }
  };
  await page.keyboard.press('0');
  await page.waitForTimeout(400);
  // Everything in sight at once is the hardest picture: first as a whole, then near.
  const whole = await framesWhile(page, async () => {
    await wheel(40, 12, 6);
    await wheel(40, -12, -6);
  });
  for (let index = 0; index < 6; index += 1) await page.keyboard.press('+');
  await page.waitForTimeout(300);
  const near = await framesWhile(page, async () => {
    await wheel(60, 40, 0);
    await wheel(60, -40, 10);
  });
  const zoom = await framesWhile(page, async () => {
    await page.keyboard.down('Control');
    await wheel(30, 0, 30);
    await wheel(30, 0, -30);
    await page.keyboard.up('Control');
  });
  return { whole, near, zoom };
}

/** Typing into the title of a chosen node: from the key to the next frame. */
async function typing(page) {
  // By the keyboard: after panning whatever card may be out of sight.
  await page.locator('.svelte-flow').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(500);
  const field = page.locator('aside input').first();
  await field.waitFor();
  await field.focus();
  await page.evaluate(() => {
    window.keyTimes = [];
    addEventListener('keydown', () => {
      const begun = performance.now();
      requestAnimationFrame(() => setTimeout(() => window.keyTimes.push(performance.now() - begun)));
    }, { capture: true });
  });
  await page.keyboard.type(' quick brown fox jumps', { delay: 40 });
  await page.waitForTimeout(200);
  return page.evaluate(() => window.keyTimes);
}

/** What the browser loads, compressed, until the page of a strategy stands, apart from the canvas and what is loaded with it. */
async function loadedBefore(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const files = [];
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    if (!/\.(js|css)$/.test(pathname)) return;
    const body = await response.body().catch(() => null);
    if (body) files.push({ name: pathname.split('/').at(-1), size: gzipSync(body).length });
  });
  await page.goto(`${address}`, { waitUntil: 'networkidle' });
  await context.close();
  // Loaded once the canvas is asked for: its own code and the settings of nodes beside it, each in files of their own.
  const canvas = files.filter(({ name }) => /^(StrategyCanvas|NodePanel)/.test(name));
  const sum = (list) => list.reduce((total, { size }) => total + size, 0);
  return { all: sum(files), canvas: sum(canvas), files };
}

if (!values.address) await buildAll();
const folder = mkdtempSync(join(tmpdir(), 'arbiter-bench-'));
const server = values.address ? null : await startProduct({ ARBITER_DATA_DIR: folder, ARBITER_DEMO: 'false', ARBITER_LOG_LEVEL: 'warn' });
const address = values.address ?? server.address;
const ask = server?.ask ?? (async (method, path, body) => {
  const answer = await fetch(`${address}${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  return answer.json();
});
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const project = await ask('POST', '/v1/projects', { name: 'Studio measurements' });
  const first = {};
  for (const size of sizes) {
    for (const placed of [true, false]) {
      const { item, faults } = await ask('POST', `/v1/projects/${project.id}/items`, { kind: 'strategy', name: `${size} nodes`, document: strategyOf(size, placed) });
      if (faults.length > 0) throw new Error(`The strategy of ${size} nodes has faults: ${JSON.stringify(faults.slice(0, 3))}`);
      first[`${size} ${placed}`] = `/studio/items/${item.id}`;
    }
  }
  const { all, canvas } = await loadedBefore(browser, `${address}${first[`${sizes[0]} true`]}`);
  say(`loaded, gzip: ${Math.round((all - canvas) / 1000)} kB before the canvas, ${Math.round(all / 1000)} kB with it`);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  for (const size of sizes) {
    for (const placed of [true, false]) {
      const path = first[`${size} ${placed}`];
      await openTime(page, `${address}${path}`);
      const whole = [];
      const step = [];
      for (let round = 0; round < rounds; round += 1) {
        whole.push(await openTime(page, `${address}${path}`));
        step.push(await stepTime(page, path));
      }
      say(`${size} nodes ${placed ? 'with' : 'without'} places: opened from within the page in ${ms(at(step, 0.5))} (${step.map((one) => Math.round(one)).join(', ')}), as a new page with its code cached in ${ms(at(whole, 0.5))} (${whole.map((one) => Math.round(one)).join(', ')})`);
    }
    await openTime(page, `${address}${first[`${size} true`]}`);
    await page.waitForTimeout(1_000);
    for (const [name, { frames, busy }] of Object.entries(await panAndZoom(page))) say(`${size} nodes, ${{ whole: 'panned with all in sight', near: 'panned near', zoom: 'zoomed' }[name]}: ${Math.round((1000 * frames.length) / frames.reduce((sum, one) => sum + one, 0))} frames/s, frame times p50 ${ms(at(frames, 0.5))}, p95 ${ms(at(frames, 0.95))}, p99 ${ms(at(frames, 0.99))}, longest ${ms(Math.max(...frames))}; main thread busy ${ms(busy)} a frame`);
    const keys = await typing(page);
    say(`${size} nodes, typing a title: key to frame p50 ${ms(at(keys, 0.5))}, p95 ${ms(at(keys, 0.95))}, longest ${ms(Math.max(...keys))}`);
  }
} finally {
  await browser.close();
  await server?.stop?.();
  rmSync(folder, { recursive: true, force: true });
}
