// CPU and wall-clock time of a pass over tiles: in WebAssembly with one thread and with two, and in plain TypeScript. Needs a build.
//   node solver/bench/kernel.mjs [customers in millions, 1 and 10 unless told] [options, 20] [cells, 8]
import { startScanThreads } from '../../server/dist/adapters/solver/scan-crew.js';
import { fillTiles } from '../dist/tiles/fill-tiles.js';
import { TileScan } from '../dist/tiles/tile-scan.js';
import { TileTable } from '../dist/tiles/tile-table.js';

const [millions, options = 20, cells = 8] = [process.argv[2] ? [Number(process.argv[2])] : [1, 10], ...process.argv.slice(3).map(Number)];

const median = (laps) => laps.sort((a, b) => a - b)[laps.length >> 1].toFixed(1);

function measure(run, times) {
  const [cpu, wall] = [[], []];
  for (let n = 0; n < times; n++) {
    const [from, started] = [process.cpuUsage(), performance.now()];
    run();
    const { user, system } = process.cpuUsage(from);
    cpu.push((user + system) / 1000);
    wall.push(performance.now() - started);
  }
  return `CPU ${median(cpu)} ms (${cpu[0].toFixed(1)} at best), clock ${median(wall)} ms`;
}

const drawer = () => {
  let state = 1;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
};

const threads = startScanThreads(1);
for (const million of millions) {
  const customers = million * 1e6;
  const random = drawer();
  const table = TileTable.allocate(Uint32Array.from({ length: customers }, () => Math.floor(random() * cells)), cells, options);
  for (let at = 0; at < table.values.length; at++) table.values[at] = random() < 0.15 ? -Infinity : Math.exp(3 * random());
  const prices = { base: Float64Array.from({ length: cells * options }, () => 15 * random()), own: [] };
  process.stdout.write(`${million} million customers × ${options} options, ${cells} cells\n`);
  for (const [name, settings, times] of [['wasm, one thread', {}, 15], ['wasm, two threads', { threads }, 15], ['plain', { kernel: 'plain' }, 3]]) {
    const scan = new TileScan(table, settings);
    // A helper needs a moment to start.
    if (settings.threads) await new Promise((resolve) => setTimeout(resolve, 500));
    for (const kind of ['pass', 'passNear', 'exactTotal']) process.stdout.write(`  ${name}, ${kind}: ${measure(() => scan[kind](prices), times)}\n`);
    if (name === 'wasm, one thread') {
      process.stdout.write(`  gapQuantile: ${measure(() => scan.gapQuantile(0.01), 5)}\n`);
      const band = scan.gapQuantile(0.01);
      process.stdout.write(`  nearPositions, 1 %: ${measure(() => scan.nearPositions(band), 5)}\n`);
    }
    scan.close();
  }
}
await threads.close();

// From lists: a million customers, 17 million candidates.
const random = drawer();
const customers = 1e6;
const offsets = new Uint32Array(customers + 1);
const option = new Uint16Array(customers * 17);
for (let i = 0, e = 0; i < customers; i++) {
  for (let j = 0; j < 17; j++) option[e++] = j + (j > 8 ? 3 : 0);
  offsets[i + 1] = e;
}
const gain = Float64Array.from({ length: customers * 17 }, () => Math.fround(Math.exp(3 * random())));
const model = { customers, options: 20, cells, offsets, option, gain, cell: Uint32Array.from({ length: customers }, () => Math.floor(random() * cells)), own: [] };
process.stdout.write(`table of 17 million candidates from lists: ${measure(() => fillTiles(model), 5)}\n`);
process.stdout.write(`largest memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
