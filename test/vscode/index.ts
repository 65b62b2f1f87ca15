/**
 * The door VS Code's extension host comes through, in the desktop build and on the server alike: runs every
 * test file beside the bundled form of this one, and leaves the results where the rig looks for them.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type MochaClass from 'mocha';
import type { HostResults, HostTest } from '../rig/hostResults.ts';

/**
 * mocha is an ES module. Node 22 hands `require` its namespace, Node 24 its default export; both carry the class
 * under `Mocha`, whichever of them this VS Code has.
 */
const { Mocha }: { Mocha: typeof MochaClass } = require('mocha');

/** The rig prints what is left in the results; the extension host's console is full of other voices. */
class Silent {}

/** Called by VS Code. Rejects when a test failed, which VS Code turns into an exit code. */
export async function run(): Promise<void> {
  const grep = process.env['API_IN_ONE_TEST_GREP'];
  // tdd: `suite` and `test`, the words the other levels use too.
  const mocha = new Mocha({
    ui: 'tdd',
    timeout: 30_000,
    forbidOnly: true,
    reporter: Silent as unknown as MochaClass.ReporterConstructor,
    // For work on one test; the rig hands its environment on.
    ...(grep === undefined ? {} : { grep }),
  });
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const tests: HostTest[] = [];
  const failures = await new Promise<number>(resolve => {
    const runner = mocha.run(resolve);
    const add = (test: MochaClass.Test, outcome: HostTest['outcome'], error?: Error): void => {
      const entry: HostTest = { title: test.fullTitle(), outcome, durationMs: test.duration ?? 0 };
      if (error !== undefined) entry.error = error.stack ?? error.message;
      tests.push(entry);
    };
    runner.on('pass', test => add(test, 'passed'));
    runner.on('pending', test => add(test, 'skipped'));
    // A failing hook comes here as well, in place of the tests that it kept from running.
    runner.on('fail', (test, error: Error) => add(test, 'failed', error));
  });
  const file = process.env['API_IN_ONE_TEST_RESULTS'];
  const results: HostResults = { tests };
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} of the extension host's tests failed`);
}
