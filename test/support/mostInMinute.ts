/** The most entries of the sorted `times` in any minute, its end left out; or in any other span. */
export function mostInMinute(times: readonly number[], spanMs = 60_000): number {
  let from = 0;
  let most = 0;
  for (const [to, time] of times.entries()) {
    while ((times[from] ?? time) <= time - spanMs) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
