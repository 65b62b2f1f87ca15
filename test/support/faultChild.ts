/**
 * A window of its own process that submits intents and ends when all of them are at rest; a parent may kill it at any
 * moment and start another over the same folder. Arguments: base URL, key, ledger's folder, results' folder, count,
 * and where it is to kill itself, if anywhere: `before saved`, for one.
 */
import { pathToFileURL } from 'node:url';
import type { Task } from '../../src/core/tasks/task.ts';
import { intent, openRealWindow } from './realWindow.ts';
import { silentLog } from './silentLog.ts';

const [baseUrl = '', key = '', folder = '', results = '', count = '0', diesAt = ''] = process.argv.slice(2);

function onUpdate(when: string, { state }: Task): void {
  const what = state.status === 'saving' && state.named !== undefined ? 'named' : state.status;
  if (`${when} ${what}` === diesAt) process.kill(process.pid, 'SIGKILL');
}

const options = { baseUrl, key, folder, log: silentLog, speed: 100, silenceMs: 300, onUpdate };
const window = await openRealWindow(options);
const where = pathToFileURL(results).href;
const ids = Array.from({ length: Number(count) }, (_, n) => `n${n}`);
for (const id of ids) await window.engine.create(intent(id, where));
await Promise.all(ids.map(id => window.engine.finished(id)));
window.dispose();
