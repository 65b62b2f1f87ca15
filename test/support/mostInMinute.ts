/** The most entries of the sorted `times` in any minute. */
export function mostInMinute(times: readonly number[]): number {
  let from = 0;
  let most = 0;
  for (const [to, time] of times.entries()) {
    while ((times[from] ?? time) <= time - 60_000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
