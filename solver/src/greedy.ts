import { Plan } from './finish/plan.js';
import type { Model } from './model/model.js';
import { mayTake } from './scan/choose-many.js';

/**
 * What going through the candidates by falling gain would give: each is taken where its customer and every "at most" limit allow it.
 * Floors and equalities are not looked at, as they are not where such a list is worked by hand. Candidates that gain nothing are left.
 */
export function greedyPlan(model: Model): Plan {
  const plan = Plan.empty(model);
  const owner = new Uint32Array(model.gain.length);
  for (let i = 0; i < model.customers; i++) owner.fill(i, model.offsets[i], model.offsets[i + 1]);
  for (const e of byFallingGain(model.gain)) {
    if (!(model.gain[e]! > 0)) break;
    const i = owner[e]!;
    const from = i * plan.slots;
    if (!mayTake(model, plan.held, from, from + plan.slots, e, -1)) continue;
    if (plan.breaksCap(i, e)) continue;
    plan.apply(i, -1, e);
  }
  return plan;
}

/** Indexes by falling value: a radix sort on the order-preserving bits of the float32 values, 16 bits a pass. */
export function byFallingGain(gain: Float64Array): Uint32Array {
  const n = gain.length;
  const floats = Float32Array.from(gain);
  const keys = new Uint32Array(floats.buffer);
  for (let e = 0; e < n; e++) keys[e] = ~(keys[e]! & 0x8000_0000 ? ~keys[e]! : keys[e]! | 0x8000_0000) >>> 0;
  let order = new Uint32Array(n);
  for (let e = 0; e < n; e++) order[e] = e;
  for (const shift of [0, 16]) {
    const start = new Uint32Array(65_537);
    for (let e = 0; e < n; e++) start[((keys[e]! >>> shift) & 0xffff) + 1]!++;
    for (let b = 0; b < 65_536; b++) start[b + 1]! += start[b]!;
    const next = new Uint32Array(n);
    for (let z = 0; z < n; z++) {
      const e = order[z]!;
      next[start[(keys[e]! >>> shift) & 0xffff]!++] = e;
    }
    order = next;
  }
  return order;
}
