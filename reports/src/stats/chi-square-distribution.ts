import gammainc from '@stdlib/math-base-special-gammainc';

/** P(X > x) for X chi-square with k degrees of freedom: the upper regularised incomplete gamma function. */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom <= 0 || x <= 0) return 1;
  return gammainc(x / 2, degreesOfFreedom / 2, true, true);
}
