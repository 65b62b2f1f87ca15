/**
 * A window of its own process that submits intents and ends when all of them are at rest; a parent may kill it at any
 * moment and start another over the same folder. Arguments: base URL, key, ledger's folder, results' folder, count, and
 * at which of its steps (a number, or a name such as `before saved`) it kills itself, as if the machine had lost it.
 */
import { pathToFileURL } from 'node:url';
import { intent, openRealWindow } from './realWindow.ts';
import { silentLog } from './silentLog.ts';

const [baseUrl = '', key = '', folder = '', results = '', count = '0', lastStep] = process.argv.slice(2);
let steps = 0;
const onStep = (step: string): void => {
  steps++;
  if (lastStep === step || lastStep === String(steps)) process.kill(process.pid, 'SIGKILL');
};
const window = await openRealWindow({
  ...{ baseUrl, key, folder, log: silentLog, speed: 100, silenceMs: 300, onStep },
});
const where = pathToFileURL(results).href;
const ids = Array.from({ length: Number(count) }, (_, n) => `n${n}`);

/** One person's orders, each when the one before is done: who is killed has few requests under way. */
async function order(line: readonly string[]): Promise<void> {
  for (const id of line) {
    await window.engine.create(intent(id, where));
    await window.engine.finished(id);
  }
}

async function orderAtOnce(): Promise<void> {
  for (const id of ids) await window.engine.create(intent(id, where));
  await Promise.all(ids.map(id => window.engine.finished(id)));
}

const isStepped = lastStep !== undefined;
await (isStepped ? Promise.all([0, 1].map(k => order(ids.filter((_, n) => n % 2 === k)))) : orderAtOnce());
window.dispose();
