/** "−3.7 … −1.9 days": both ends as they are written, the unit once where it stands apart behind both numbers. */
export function intervalText(low: string, high: string): string {
  const unit = /\d(\s\D*|%)$/.exec(high)?.[1] ?? '';
  const shared = unit.trim() !== '' && low.endsWith(unit) && /\d$/.test(low.slice(0, -unit.length));
  return `${shared ? low.slice(0, -unit.length) : low} … ${high}`;
}
