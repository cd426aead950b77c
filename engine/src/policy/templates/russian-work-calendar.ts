/**
 * Days off on Mondays to Fridays and working Saturdays of Russia, for a five-day week. Holidays: article 112 of the Labour Code; a holiday
 * on a Saturday or Sunday moves its day off to the next workday, except those of January. Moved days: Government Decrees No. 1335 of
 * 4 October 2024 (for 2025) and No. 1466 of 24 September 2025 (for 2026). Regional holidays are not here.
 */
export const russianWorkCalendar = {
  daysOff: [
    '2025-01-01', '2025-01-02', '2025-01-03', '2025-01-06', '2025-01-07', '2025-01-08',
    '2025-05-01', '2025-05-02', '2025-05-08', '2025-05-09', '2025-06-12', '2025-06-13', '2025-11-03', '2025-11-04', '2025-12-31',
    '2026-01-01', '2026-01-02', '2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09',
    '2026-02-23', '2026-03-09', '2026-05-01', '2026-05-11', '2026-06-12', '2026-11-04', '2026-12-31',
  ],
  workdays: ['2025-11-01'],
} as const;
