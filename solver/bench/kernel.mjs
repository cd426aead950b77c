// CPU time of a pass over tiles: in WebAssembly and in plain TypeScript, near ties and exact totals too. Needs a build.
//   node solver/bench/kernel.mjs [customers in millions, 1 and 10 unless told] [options, 20] [cells, 8]
import { TileScan } from '../dist/tiles/tile-scan.js';
import { TileTable } from '../dist/tiles/tile-table.js';

const [millions, options = 20, cells = 8] = [process.argv[2] ? [Number(process.argv[2])] : [1, 10], ...process.argv.slice(3).map(Number)];

function cpuMs(run, times) {
  const laps = [];
  for (let n = 0; n < times; n++) {
    const from = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(from);
    laps.push((user + system) / 1000);
  }
  laps.sort((a, b) => a - b);
  return `${laps[laps.length >> 1].toFixed(1)} (${laps[0].toFixed(1)} at best)`;
}

for (const million of millions) {
  const customers = million * 1e6;
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const table = TileTable.allocate(Uint32Array.from({ length: customers }, () => Math.floor(random() * cells)), cells, options);
  for (let at = 0; at < table.values.length; at++) table.values[at] = random() < 0.15 ? -Infinity : Math.exp(3 * random());
  const prices = { base: Float64Array.from({ length: cells * options }, () => 15 * random()), own: [] };
  process.stdout.write(`${million} million customers × ${options} options, ${cells} cells; CPU ms of a pass\n`);
  for (const [name, times] of [['wasm', 15], ['plain', 3]]) {
    const scan = new TileScan(table, { kernel: name });
    for (const kind of ['pass', 'passNear', 'exactTotal']) process.stdout.write(`  ${name} ${kind}: ${cpuMs(() => scan[kind](prices), times)}\n`);
    if (name === 'wasm') {
      process.stdout.write(`  gapQuantile: ${cpuMs(() => scan.gapQuantile(0.01), 5)}\n`);
      const band = scan.gapQuantile(0.01);
      process.stdout.write(`  nearPositions, 1 %: ${cpuMs(() => scan.nearPositions(band), 5)}\n`);
    }
  }
}
