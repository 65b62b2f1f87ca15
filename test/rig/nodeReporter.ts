/** A reporter for node:test that leaves the counts of a whole run as JSON: `{ passed, failed, skipped }`. */
import type { TestEvent } from 'node:test/reporters';

export async function* counts(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    // One such event a file, and a last one without a file for all of them together.
    if (event.type !== 'test:summary' || event.data.file !== undefined) continue;
    const { tests, passed, skipped, todo } = event.data.counts;
    // What neither passed nor was left out has failed or was cancelled; that is a failure too.
    yield JSON.stringify({ passed, failed: tests - passed - skipped - todo, skipped: skipped + todo });
  }
}

// Node takes a reporter from a module's default export and from nowhere else.
// biome-ignore lint/style/noDefaultExport: required by Node
export default counts;
