import { sqlNumber } from '../feel/print-sql/click-house-types.js';

const buffer = new DataView(new ArrayBuffer(8));
const fromHigh = (high: number): string => {
  buffer.setUint32(0, high);
  buffer.setUint32(4, 0);
  return sqlNumber(buffer.getFloat64(0));
};
const half = { log2: fromHigh(0x3fd62e43), threeLog2: fromHigh(0x3ff0a2b2) };
const power = (exponent: string): string => `reinterpretAsFloat64(bitShiftLeft(toUInt64(${exponent} + 1023), 52))`;

/**
 * The exponential function in the steps of fdlibm's e_exp.c (Sun Microsystems, 1993), which JavaScript's engine takes as well: reduction by
 * multiples of ln 2, a rational approximation, scaling. Sums, products and quotients of doubles are the same everywhere, so the result is
 * the same to the last bit; ClickHouse's own exp() differs in it now and then. `sql` is a Float64 without NULL; `column` keeps a step as a column.
 */
export function expSql(sql: string, column: (sql: string) => string): string {
  const x = column(sql);
  // Where the steps would overflow their integers, they get 0, and the outcome is known.
  const usual = column(`if(${x} >= -745.1332191019411 AND ${x} <= 709.782712893384, ${x}, 0.)`);
  const k = column(`multiIf(abs(${usual}) < ${half.log2}, 0., abs(${usual}) < ${half.threeLog2}, if(${usual} < 0, -1., 1.), trunc(1.4426950408889634 * ${usual} + if(${usual} < 0, -0.5, 0.5)))`);
  const high = column(`${usual} - ${k} * 0.6931471803691238`);
  const low = column(`${k} * 1.9082149292705877e-10`);
  const r = column(`${high} - ${low}`);
  const t = column(`${r} * ${r}`);
  const c = column(`${r} - ${t} * (0.16666666666666602 + ${t} * (-0.0027777777777015593 + ${t} * (6.613756321437934e-05 + ${t} * (-1.6533902205465252e-06 + ${t} * 4.1381367970572385e-08))))`);
  const y = column(`1. - ((${low} - (${r} * ${c}) / (2. - ${c})) - ${high})`);
  const whole = column(`toInt64(${k})`);
  const scaled = `multiIf(${whole} = 1024, (${y} * 2.) * 8.98846567431158e307, ${whole} >= -1021, ${y} * ${power(`greatest(${whole}, -1021)`)}, (${y} * ${power(`least(${whole}, 0) + 1000`)}) * 9.332636185032189e-302)`;
  return column(`multiIf(isNaN(${x}), ${x}, ${x} > 709.782712893384, inf, ${x} < -745.1332191019411, 0., ${x} = 1., 2.718281828459045, abs(${x}) < 3.725290298461914e-9, 1. + ${x}, ${k} = 0, 1. - ((${r} * ${c}) / (${c} - 2.) - ${r}), ${scaled})`);
}
