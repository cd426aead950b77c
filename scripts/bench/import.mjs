// Times the import of a large file of customers through the product's own job, on embedded stores in a temporary folder.
// Usage: node scripts/bench/import.mjs [rows = 1000000]
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../build.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
if (!Number.isInteger(rows) || rows < 1) throw new Error(`The number of rows must be a whole number above 0, not ${process.argv[2]}`);
await buildAll({ page: false });
const { openContainer } = await import('../../server/dist/container.js');
const { parseConfig } = await import('../../server/dist/config/config.js');
const { previewImport, receiveFile, requireImport, runImport, startImport } = await import('../../server/dist/features/imports/api.js');

async function writeFile(path) {
  const file = createWriteStream(path);
  const kinds = ['физлицо', 'юрлицо', 'ИП'];
  let text = 'customer_id;ФИО;Тип;Сегмент;Регион;Согласие;Сумма долга;Дней просрочки;Дата договора;Скор\r\n';
  for (let row = 0; row < rows; row++) {
    const name = row % 7 === 0 ? `"ООО ""Ромашка ${row}"""` : `Иванов Иван ${row}`;
    const debt = row % 4 === 0 ? `"${1 + (row % 9)} ${String(row % 1000).padStart(3, '0')},50"` : `${(row * 37) % 100_000},${10 + (row % 90)}`;
    const bad = row % 10_000 === 77 ? 'сто' : String(row % 400);
    const date = `${String(1 + (row % 28)).padStart(2, '0')}.${String(1 + (row % 12)).padStart(2, '0')}.${2010 + (row % 15)}`;
    text += `C${String(row).padStart(9, '0')};${name};${kinds[row % 3]};S${row % 7};Регион ${row % 80};${row % 10 ? 'да' : 'нет'};${debt};${bad};${date};0,${row % 1000}\r\n`;
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
  }
  file.end(text);
  await once(file, 'finish');
}

const folder = mkdtempSync(join(tmpdir(), 'arbiter-bench-'));
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: folder }, { demo: false, logLevel: 'warn' }));
try {
  await container.jobs.startWorking(container, { import: runImport });
  const path = join(folder, 'customers.csv');
  await writeFile(path);
  const megabytes = statSync(path).size / 2 ** 20;
  const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);
  const bring = async (title) => {
    const received = performance.now();
    const found = await receiveFile(container, 'customers.csv', createReadStream(path), Infinity);
    const receiving = seconds(received);
    const previewed = performance.now();
    const preview = await previewImport(container, found.id, {});
    const previewing = seconds(previewed);
    const started = performance.now();
    const { job } = await startImport(container, found.id, preview.settings);
    const steps = [];
    const ended = job && (await container.jobs.waitFor(job.id, { onChange: ({ progress }) => { if (steps.at(-1)?.step !== progress.step) steps.push({ step: progress.step, at: seconds(started) }); } }));
    const { state, rows: counted } = await requireImport(container, found.id);
    process.stdout.write(`${title}: ${state}${ended?.error ? ` (${ended.error.detail})` : ''}; ${rows} rows, ${megabytes.toFixed(0)} MB; taken in ${receiving} s, previewed ${previewing} s, imported ${seconds(started)} s; ${JSON.stringify(counted)}; ${steps.map(({ step, at }) => `${step} at ${at} s`).join(', ')}\n`);
    return { id: found.id, settings: preview.settings };
  };
  await bring('first');
  await bring('again (the attributes are known now)');
  await bring('unchanged');
} finally {
  await container.close();
  rmSync(folder, { recursive: true, force: true });
}
